import { DateTime } from '@supergraph/kernel/graphql';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { IssuedChallenge } from '../actions/open-challenge.js';
import type { MfaVerification } from '../actions/verify-mfa.js';
import type { MfaFactor } from '../domain/mfa-factor.entity.js';
import type { TrustedDevice } from '../domain/trusted-device.entity.js';
import type { MfaStatus } from '../queries/find-mfa-status.js';
import { MfaFactorKind } from './auth.enums.js';

@ObjectType('MfaChallenge', {
  description:
    'The login waits for a second factor: go on with `loginVerifyMfa`. Where `factors` is empty, the organization asks for one and there is none: set it up with `totpEnroll` and `totpConfirm`.',
})
export class MfaChallengeType implements IssuedChallenge {
  @Field(() => String, { description: 'Good for this login only.' })
  readonly challengeToken!: string;

  @Field(() => [MfaFactorKind], { description: 'What can be used.' })
  readonly factors!: MfaFactorKind[];

  @Field(() => DateTime, { description: 'When the login must be begun anew.' })
  readonly expiresAt!: Date;

  @Field(() => Int, { description: 'Codes that can be tried.' })
  readonly attemptsLeft!: number;
}

@InputType('LoginVerifyMfaInput', { description: 'A second factor.' })
export class LoginVerifyMfaInput implements MfaVerification {
  @Field(() => String, { description: 'Of the challenge.' })
  challengeToken!: string;

  @Field(() => MfaFactorKind, { description: 'Which one.' })
  kind!: MfaFactorKind;

  @Field(() => String, { description: 'Six digits, or a backup code.' })
  code!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Ask for no second factor on this device for 30 days.' })
  trustDevice!: boolean;
}

@ObjectType('MfaFactor', { description: 'A second factor.' })
export class MfaFactorType implements Pick<MfaFactor, 'id' | 'kind' | 'name' | 'createdAt' | 'lastUsedAt'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => MfaFactorKind, { description: 'What it is.' })
  readonly kind!: MfaFactorKind;

  @Field(() => String, { nullable: true, description: 'What the person called it.' })
  readonly name!: string | null;

  @Field(() => DateTime, { description: 'When it was set up.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it last proved who somebody is.' })
  readonly lastUsedAt!: Date | null;
}

@ObjectType('TrustedDevice', { description: 'A device that stands in for the second factor.' })
export class TrustedDeviceType implements Pick<TrustedDevice, 'id' | 'name' | 'userAgent' | 'lastUsedAt' | 'expiresAt' | 'createdAt'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'What the person called it.' })
  readonly name!: string | null;

  @Field(() => String, { nullable: true, description: 'What the client called itself.' })
  readonly userAgent!: string | null;

  @Field(() => DateTime, { description: 'Since when.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { description: 'The last login from there.' })
  readonly lastUsedAt!: Date;

  @Field(() => DateTime, { description: 'Until when, unless it is used before.' })
  readonly expiresAt!: Date;
}

@ObjectType('MfaStatus', { description: 'The second factors of somebody.' })
export class MfaStatusType implements MfaStatus {
  @Field(() => Boolean, { description: 'A second factor is asked for at a login.' })
  readonly enabled!: boolean;

  @Field(() => Boolean, { description: 'An organization of theirs asks for one.' })
  readonly required!: boolean;

  @Field(() => [MfaFactorType], { description: 'In the order in which they were set up.' })
  readonly factors!: MfaFactor[];

  @Field(() => Int, { description: 'Backup codes that were not used yet.' })
  readonly backupCodesLeft!: number;

  @Field(() => [TrustedDeviceType], { description: 'Devices that stand in for the second factor.' })
  readonly trustedDevices!: TrustedDevice[];
}
