import { Json } from '@supergraph/kernel/graphql';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { LoginResult } from '../actions/enter.js';
import type { PasskeyLogin } from '../actions/login-by-passkey.js';
import type { MfaStatus } from '../queries/find-mfa-status.js';
import { LoginOutcome, UserErrorType } from './auth.payloads.js';
import { MfaStatusType } from './mfa.type.js';

@ObjectType('TotpEnrollPayload', { description: 'What an authenticator app needs, or why there is nothing. It is shown this once.' })
export class TotpEnrollPayload {
  @Field(() => String, { nullable: true, description: 'To be shown as a QR code.' })
  readonly otpauthUri?: string | null;

  @Field(() => String, { nullable: true, description: 'To be typed where nothing can be scanned.' })
  readonly secret?: string | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('BackupCodesPayload', { description: 'Backup codes, shown this once, or why there are none.' })
export class BackupCodesPayload {
  @Field(() => [String], { nullable: true, description: 'To be written down; null where there are some already.' })
  readonly backupCodes?: string[] | null;

  @Field(() => MfaStatusType, { nullable: true, description: 'The second factors as they are now.' })
  readonly mfa?: MfaStatus | null;

  @Field(() => LoginOutcome, { nullable: true, description: 'Where the login leads that waited for this; null where none did.' })
  readonly outcome?: LoginResult | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('PasskeyOptionsPayload', { description: 'What a browser asks a device for, or why there is nothing.' })
export class PasskeyOptionsPayload {
  @Field(() => Json, { nullable: true, description: 'For `navigator.credentials.create` or `.get`, as JSON.' })
  readonly options?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@InputType('PasskeyLoginInput', { description: 'A login by passkey.' })
export class PasskeyLoginInput implements PasskeyLogin {
  @Field(() => Json, { description: 'What `navigator.credentials.get` answered, as JSON.' })
  credential!: unknown;

  @Field(() => String, { nullable: true, description: 'Of a login that waits for a second factor; left out, the passkey is all there is.' })
  challengeToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Log in to this organization; without it a choice may be asked for.' })
  organizationSlug?: string | null;

  @Field(() => String, { nullable: true, description: 'Shown in the list of sessions: "Work laptop".' })
  deviceName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Trust this device for 30 days: see `TokenPair.trustedDeviceToken`.' })
  trustDevice?: boolean | null;
}
