import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { Plan } from './plan.entity.js';

export enum SubscriptionStatus {
  SCHEDULED = 'SCHEDULED',
  TRIALING = 'TRIALING',
  ACTIVE = 'ACTIVE',
  PAST_DUE = 'PAST_DUE',
  PAUSED = 'PAUSED',
  CANCELED = 'CANCELED',
  EXPIRED = 'EXPIRED',
}

const DAY = 86_400_000;

/** What an organization has agreed to pay for. */
@Entity()
@Unique({ properties: ['organizationId'] })
export class OrganizationSubscription extends TenantOwnedEntity {
  @Property({ type: 'uuid' })
  planId: string;

  @Enum({ items: () => SubscriptionStatus, type: 'text' })
  status: SubscriptionStatus;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  currentPeriodStart: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  currentPeriodEnd: Date;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  trialEndsAt: Date | null;

  @Property({ type: 'boolean' })
  cancelAtPeriodEnd = false;

  /** A trial of a plan, from now on; a plan without a trial begins with its first month. */
  constructor(organizationId: string, plan: Pick<Plan, 'id' | 'trialDays'>, now = new Date()) {
    super();
    this.organizationId = organizationId;
    this.planId = plan.id;
    this.status = plan.trialDays > 0 ? SubscriptionStatus.TRIALING : SubscriptionStatus.ACTIVE;
    this.currentPeriodStart = now;
    this.currentPeriodEnd = new Date(now.getTime() + (plan.trialDays || 30) * DAY);
    this.trialEndsAt = plan.trialDays > 0 ? this.currentPeriodEnd : null;
  }
}
