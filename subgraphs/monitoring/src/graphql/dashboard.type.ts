import { DateTime } from '@supergraph/kernel/graphql';
import { Field, Int, ObjectType } from 'type-graphql';
import type { AuditActivity, AuditActivityBucket } from '../queries/count-audit-activity.js';
import type { Dashboard, DashboardProblem } from '../queries/read-dashboard.js';
import { DashboardSection } from './monitoring.enums.js';

@ObjectType('AuditActivityBucket', { description: 'One hour.' })
export class AuditActivityBucketType implements AuditActivityBucket {
  @Field(() => DateTime, { description: 'Inclusive.' })
  readonly from!: Date;

  @Field(() => DateTime, { description: 'Exclusive.' })
  readonly to!: Date;

  @Field(() => Int, { description: 'Events in this hour.' })
  readonly count!: number;
}

@ObjectType('AuditActivity', { description: 'How often something happened on the whole platform.' })
export class AuditActivityType implements AuditActivity {
  @Field(() => String, { description: '"tenant.suspended"' })
  readonly action!: string;

  @Field(() => Int, { description: 'In all buckets together.' })
  readonly count!: number;

  @Field(() => [AuditActivityBucketType], { description: 'The last 24 hours in order, the empty ones too; the last one still runs.' })
  readonly buckets!: AuditActivityBucketType[];
}

@ObjectType('DashboardProblem', { description: 'Why a section of the dashboard is null.' })
export class DashboardProblemType implements DashboardProblem {
  @Field(() => DashboardSection, { description: 'The section that is missing.' })
  readonly section!: DashboardSection;

  @Field(() => String, { description: 'Stable, for programs: "TIMEOUT", "INTERNAL" …' })
  readonly code!: string;

  @Field(() => String, { description: 'For people, in English.' })
  readonly message!: string;
}

@ObjectType('Dashboard', { description: 'The state of the whole system. A section that cannot be read is null, and `problems` says why.' })
export class DashboardType implements Pick<Dashboard, 'generatedAt'> {
  @Field(() => DateTime, { description: 'When this answer was put together.' })
  readonly generatedAt!: Date;
}
