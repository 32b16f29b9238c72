import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export enum PlanStatus {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  ACTIVE = 'ACTIVE',
  ARCHIVED = 'ARCHIVED',
}

export enum BillingInterval {
  MONTH = 'MONTH',
  YEAR = 'YEAR',
}

export interface PlanPrice {
  interval: BillingInterval;
  /** ISO 4217 */
  currency: string;
  /** Decimal as text, e.g. `29.99`. */
  amount: string;
}

/** What is on offer. A published version never changes; subscribers stay on theirs. */
@Entity()
@Unique({ properties: ['key', 'version'] })
export class Plan extends BaseEntity {
  @Property({ type: 'text' })
  key!: string;

  @Property({ type: 'integer' })
  version!: number;

  @Enum({ items: () => PlanStatus, type: 'text' })
  status!: PlanStatus;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text', nullable: true })
  description: string | null = null;

  @Property({ type: 'json' })
  prices: PlanPrice[] = [];

  /** Length of the trial; 0 for none. */
  @Property({ type: 'integer' })
  trialDays!: number;

  /** Seats included; null for no limit. */
  @Property({ type: 'integer', nullable: true })
  maxUsers: number | null = null;

  /** Requests that all members together may send in a minute; null where the platform's own limit holds. */
  @Property({ type: 'integer', nullable: true })
  requestsPerMinute: number | null = null;

  /** Modules that may be used; null for every one. */
  @Property({ type: 'array', columnType: 'text[]', nullable: true })
  moduleKeys: string[] | null = null;
}
