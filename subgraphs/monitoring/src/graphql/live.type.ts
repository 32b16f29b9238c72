import { DateTime } from '@supergraph/kernel/graphql';
import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { ActorType, AuditOutcome, AuditSeverity } from './monitoring.enums.js';

@ObjectType('RealtimeStatus', { description: 'How late live updates are.' })
export class RealtimeStatusType {
  @Field(() => String, { description: 'Whose events: the name of a service.' })
  readonly source!: string;

  @Field(() => Float, { description: 'Milliseconds by which its oldest event is late that nobody was told of; 0 where all are told.' })
  readonly lagMs!: number;

  @Field(() => DateTime, { description: 'When that was so.' })
  readonly at!: Date;
}

@InputType('AuditEventRecordedFilter', { description: 'Narrows what is told of an audit trail; conditions are joined by and.' })
export class AuditEventRecordedFilterInput {
  @Field(() => [String], { nullable: true, description: 'Any of these: "tenant.suspended".' })
  actions?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Done by any of these.' })
  actorIds?: string[] | null;

  @Field(() => [ActorType], { nullable: true, description: 'Done by any of these kinds.' })
  actorTypes?: ActorType[] | null;

  @Field(() => [String], { nullable: true, description: 'Done to something of any of these kinds: "membership".' })
  targetTypes?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Done to any of these.' })
  targetIds?: string[] | null;

  @Field(() => [AuditOutcome], { nullable: true, description: 'Any of these.' })
  outcome?: AuditOutcome[] | null;

  @Field(() => [AuditSeverity], { nullable: true, description: 'Any of these.' })
  severity?: AuditSeverity[] | null;
}
