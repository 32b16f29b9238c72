import { connectionType, DateTime, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { IssuedTokens } from '../actions/issue-tokens.js';
import type { Session } from '../domain/session.entity.js';
import { SessionStatus } from './auth.enums.js';

type Shown =
  | 'id'
  | 'ipAddress'
  | 'userAgent'
  | 'deviceName'
  | 'createdAt'
  | 'lastUsedAt'
  | 'expiresAt'
  | 'authMethods'
  | 'aal'
  | 'authenticatedAt'
  | 'impersonationReason';

@Directive('@key(fields: "id")')
@ObjectType('Session', { description: 'A login that lasts: one person on one device, in at most one organization.' })
export class SessionType implements Pick<Session, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Where it was started from.' })
  readonly ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'What the client called itself when the session was started.' })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'What the person called the device.' })
  readonly deviceName!: string | null;

  @Field(() => DateTime, { description: 'When it began.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { description: 'Last login or refresh.' })
  readonly lastUsedAt!: Date;

  @Field(() => DateTime, { description: 'When it ends unless it is refreshed before.' })
  readonly expiresAt!: Date;

  @Field(() => [String], {
    description: 'How the person proved who they are: pwd, otp, hwk (a passkey), user (asked by it), fed (a provider said so).',
  })
  readonly authMethods!: Session['authMethods'];

  @Field(() => Int, { description: 'How sure that is: 1 with one factor, 2 with two.' })
  readonly aal!: number;

  @Field(() => DateTime, { description: 'When the person last proved it; sensitive changes ask again after a while.' })
  readonly authenticatedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Why platform staff acts as the person; null where nobody does.' })
  readonly impersonationReason!: string | null;
}

export const SessionConnectionType = connectionType('Session', () => SessionType);

@ArgsType()
export class SessionsArgs extends pageArgsType() {
  @Field(() => [SessionStatus], { defaultValue: [SessionStatus.ACTIVE], description: 'Any of these.' })
  status!: SessionStatus[];
}

@ObjectType('TokenPair', { description: 'What a client goes on with. The refresh token changes with every refresh: keep the newest.' })
export class TokenPairType implements IssuedTokens {
  @Field(() => String, { description: 'JWT for the Authorization header.' })
  readonly accessToken!: string;

  @Field(() => String, {
    description: 'Opaque; for `tokenRefresh` only. Empty where platform staff acts as somebody: that is not refreshed.',
  })
  readonly refreshToken!: string;

  @Field(() => String, { description: 'Always "Bearer".' })
  readonly tokenType!: 'Bearer';

  @Field(() => Int, { description: 'Seconds until the access token expires.' })
  readonly expiresIn!: number;

  @Field(() => SessionType, { description: 'The session that both tokens belong to.' })
  readonly session!: Session;

  @Field(() => String, {
    nullable: true,
    description: 'Keep it on the device and send it with the next login, where the device is to be trusted; null elsewhere.',
  })
  readonly trustedDeviceToken?: string | null;
}
