import { Field, Int, ObjectType } from 'type-graphql';
import type { Session } from '../domain/session.entity.js';
import { UserErrorType } from './auth.payloads.js';
import { SessionType } from './session.type.js';

@ObjectType('SessionPayload', { description: 'The session, or why it stays as it is.' })
export class SessionPayload {
  @Field(() => SessionType, { nullable: true, description: 'The session as it is now; null where the change was refused.' })
  readonly session?: Session | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('SessionRevokeOthersPayload', { description: 'How many sessions were ended, or why none was.' })
export class SessionRevokeOthersPayload {
  @Field(() => Int, { description: 'Sessions that were open and are not any more.' })
  readonly revokedCount!: number;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
