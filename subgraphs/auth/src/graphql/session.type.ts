import { DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { IssuedTokens } from '../actions/issue-tokens.js';
import type { Session } from '../domain/session.entity.js';
import { SessionEndReason } from './auth.enums.js';

type Shown = 'id' | 'ipAddress' | 'userAgent' | 'deviceName' | 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'endedAt' | 'endedReason';

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

  @Field(() => DateTime, { nullable: true, description: 'When it was ended before its time.' })
  readonly endedAt!: Date | null;

  @Field(() => SessionEndReason, { nullable: true, description: 'Why it was ended before its time.' })
  readonly endedReason!: SessionEndReason | null;
}

@ObjectType('TokenPair', { description: 'What a client goes on with. The refresh token changes with every refresh: keep the newest.' })
export class TokenPairType implements IssuedTokens {
  @Field(() => String, { description: 'JWT for the Authorization header.' })
  readonly accessToken!: string;

  @Field(() => String, { description: 'Opaque; for `tokenRefresh` only.' })
  readonly refreshToken!: string;

  @Field(() => String, { description: 'Always "Bearer".' })
  readonly tokenType!: 'Bearer';

  @Field(() => Int, { description: 'Seconds until the access token expires.' })
  readonly expiresIn!: number;

  @Field(() => SessionType, { description: 'The session that both tokens belong to.' })
  readonly session!: Session;
}
