import type { EventRecord } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { liveFacts } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { TenantContext } from '../context.js';
import { organizationChanges, subscriptionChanges } from './live.enums.js';
import { OrganizationEventFilterInput, OrganizationEventType, SubscriptionEventType } from './live.type.js';
import { OrganizationType } from './organization.type.js';
import { OrganizationSubscriptionType } from './organization-subscription.type.js';

@Resolver(() => OrganizationEventType)
export class OrganizationEventResolver {
  @Directive('@authenticated')
  @Directive('@tenantScoped(argument: "organizationId")')
  @Subscription(() => OrganizationEventType, {
    description: 'Each change of one organization: what it says about itself, its hosts, its status.',
  })
  organizationChanged(@Arg('organizationId', () => ID, { description: 'Which one.' }) _organizationId: string, @Root() event: EventRecord) {
    return toOrganizationEvent(event);
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:read"]])')
  @Subscription(() => OrganizationEventType, { description: 'Each change of any organization, for platform staff.' })
  organizationsChanged(
    @Arg('filter', () => OrganizationEventFilterInput, { nullable: true }) _filter: OrganizationEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    return toOrganizationEvent(event);
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description: 'The organization as it is now, which may be later than the change; null where it is gone.',
  })
  organization(@Root() { organizationId }: OrganizationEventType, @Ctx() { loaders }: TenantContext) {
    return loaders.organizationById.load(organizationId);
  }
}

@Resolver(() => SubscriptionEventType)
export class SubscriptionEventResolver {
  @Directive('@authenticated')
  @Directive('@tenantScoped(argument: "organizationId")')
  @Subscription(() => SubscriptionEventType, { description: 'Each change of what an organization pays for.' })
  subscriptionChanged(@Arg('organizationId', () => ID, { description: 'Whose.' }) _organizationId: string, @Root() event: EventRecord) {
    const { subscriptionId, organizationId, planKey, status } = event.payload as SubscriptionEventType;
    return { ...liveFacts(event), change: subscriptionChanges.kindOf(event), subscriptionId, organizationId, planKey, status };
  }

  @FieldResolver(() => OrganizationSubscriptionType, {
    nullable: true,
    description: 'It as it is now, which may be later than the change.',
  })
  subscription(@Root() { subscriptionId }: SubscriptionEventType, @Ctx() { loaders }: TenantContext) {
    return loaders.subscriptionById.load(subscriptionId);
  }
}

function toOrganizationEvent(event: EventRecord) {
  const { organizationId, reason = null, hostname = null } = event.payload as OrganizationEventType;
  return { ...liveFacts(event), change: organizationChanges.kindOf(event), organizationId, reason, hostname };
}
