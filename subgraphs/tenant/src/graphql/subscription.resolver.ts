import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { TenantContext } from '../context.js';
import type { OrganizationSubscription } from '../domain/organization-subscription.entity.js';
import { OrganizationType } from './organization.type.js';
import { OrganizationSubscriptionType } from './organization-subscription.type.js';
import { PlanType } from './plan.type.js';

@Resolver(() => OrganizationSubscriptionType)
export class SubscriptionResolver {
  @FieldResolver(() => PlanType, { description: 'The version of the plan that was agreed on.' })
  plan(@Root() subscription: OrganizationSubscription, @Ctx() ctx: TenantContext) {
    return ctx.loaders.planById.load(subscription.planId);
  }

  @FieldResolver(() => OrganizationType, { description: 'Whose subscription it is.' })
  organization(@Root() subscription: OrganizationSubscription, @Ctx() ctx: TenantContext) {
    return ctx.loaders.organizationById.load(subscription.organizationId);
  }
}
