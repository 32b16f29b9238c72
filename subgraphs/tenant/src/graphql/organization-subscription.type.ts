import { DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { OrganizationSubscription } from '../domain/organization-subscription.entity.js';
import { SubscriptionStatus } from './tenant.enums.js';

type Shown = 'id' | 'status' | 'currentPeriodStart' | 'currentPeriodEnd' | 'trialEndsAt' | 'cancelAtPeriodEnd' | 'revision';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('OrganizationSubscription', {
  description: 'What an organization has agreed to pay for. (Not named Subscription: that is a root type of GraphQL.)',
})
export class OrganizationSubscriptionType implements Pick<OrganizationSubscription, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => SubscriptionStatus, { description: 'What it entitles to right now.' })
  readonly status!: SubscriptionStatus;

  @Field(() => DateTime, { description: 'Start of the period that is running.' })
  readonly currentPeriodStart!: Date;

  @Field(() => DateTime, { description: 'End of the period that is running.' })
  readonly currentPeriodEnd!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the trial ends; null where there is none.' })
  readonly trialEndsAt!: Date | null;

  @Field(() => Boolean, { description: 'It will not be renewed.' })
  readonly cancelAtPeriodEnd!: boolean;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}
