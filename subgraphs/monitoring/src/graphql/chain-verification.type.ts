import { BigIntScalar, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import type { ChainVerification } from '../queries/verify-audit-chain.js';
import { ChainBreak } from './monitoring.enums.js';

@Directive('@tenantScoped')
@ObjectType('ChainVerification', { description: 'Whether a chain of audit events is sound, and where it breaks first.' })
export class ChainVerificationType implements ChainVerification {
  @Field(() => Boolean, { description: 'Nothing was altered, removed or added.' })
  readonly ok!: boolean;

  @Field(() => Int, { description: 'Sound events before the first break, or all of them.' })
  readonly checked!: number;

  @Field(() => BigIntScalar, { nullable: true, description: 'Sequence of the first event that is not sound; null where all are.' })
  readonly firstBroken!: bigint | null;

  @Field(() => ChainBreak, { nullable: true, description: 'What is wrong with it; null where nothing is.' })
  readonly reason!: ChainBreak | null;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of the last event. Keep it elsewhere to prove later that none was cut off; null for an empty chain.',
  })
  readonly headHash!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the end of the chain was last sealed by an anchor; null where it was not yet.',
  })
  readonly anchoredAt!: Date | null;
}
