import { DateTime } from '@supergraph/kernel/graphql';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Lockout } from '../queries/find-lockout.js';

@ObjectType('Lockout', { description: 'Too many wrong passwords.' })
export class LockoutType implements Lockout {
  @Field(() => DateTime, { description: 'Until then.' })
  readonly lockedUntil!: Date;

  @Field(() => Int, { description: 'How many there were.' })
  readonly failedAttempts!: number;

  @Field(() => String, { description: 'ACCOUNT: from anywhere but trusted devices. SOURCE: from some places only.' })
  readonly kind!: Lockout['kind'];
}
