import { BigIntScalar, DateTime, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { AuditFilter } from '../queries/audit-filter.js';
import type { ChainRange } from '../queries/verify-audit-chain.js';
import { ActorType, AuditOutcome, AuditSeverity } from './monitoring.enums.js';

@InputType('AuditFilter', { description: 'Narrows an audit trail; conditions are joined by and.' })
export class AuditFilterInput implements AuditFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these: "tenant.suspended".' })
  actions?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Done by any of these.' })
  actorIds?: string[] | null;

  @Field(() => [ActorType], { nullable: true, description: 'Done by any of these kinds.' })
  actorTypes?: ActorType[] | null;

  @Field(() => String, { nullable: true, description: 'Done to something of this kind: "membership".' })
  targetType?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this.' })
  targetId?: string | null;

  @Field(() => [AuditOutcome], { nullable: true, description: 'Any of these.' })
  outcome?: AuditOutcome[] | null;

  @Field(() => [AuditSeverity], { nullable: true, description: 'Any of these.' })
  severity?: AuditSeverity[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Happened at or after.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Happened before.' })
  to?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Part of the action, or a whole id of an actor, impersonator, API key, target, request, session or address.',
  })
  query?: string | null;
}

@ArgsType()
export class AuditEventsArgs extends pageArgsType(50) {
  @Field(() => AuditFilterInput, { nullable: true })
  filter?: AuditFilterInput | null;
}

@ArgsType()
export class ChainRangeArgs implements ChainRange {
  @Field(() => ID, {
    nullable: true,
    description:
      "Whose chain; when absent the caller's own, for platform staff the platform's. A member can name none but its own organization.",
  })
  organizationId?: string | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'From the first when absent.' })
  fromSequence?: bigint | number | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Up to the last when absent. At most 100000 events are verified at a time.' })
  toSequence?: bigint | number | null;
}
