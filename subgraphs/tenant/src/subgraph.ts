import { createSubgraph } from '@supergraph/kernel/subgraph';
import { config } from './config.js';
import { recordFirstModules } from './consumers/record-first-modules.js';
import { recordOwner } from './consumers/record-owner.js';
import { loaders, services, type TenantContext } from './context.js';
import { Organization } from './domain/organization.entity.js';
import { OrganizationDomain } from './domain/organization-domain.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';
import { OrganizationEventResolver, SubscriptionEventResolver } from './graphql/live.resolver.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { OrganizationDomainResolver } from './graphql/organization-domain.resolver.js';
import { PlanResolver } from './graphql/plan.resolver.js';
import { SubscriptionResolver } from './graphql/subscription.resolver.js';
import { channelsOf, subscriptions } from './graphql/subscriptions.js';
import { migrations } from './migrations/index.js';
import { findDomainOrSubdomain } from './queries/find-domain-or-subdomain.js';
import { findPlaces } from './queries/find-places.js';
import { organizationIdBySlug, organizationInfo } from './queries/organization-caches.js';
import { readOrganizationFacts } from './queries/read-organization-facts.js';

export const tenantSubgraph = createSubgraph({
  name: 'tenant',
  config,
  entities: [Organization, OrganizationDomain, OrganizationSubscription, Plan],
  migrations,
  resolvers: [
    OrganizationResolver,
    OrganizationDomainResolver,
    PlanResolver,
    SubscriptionResolver,
    OrganizationEventResolver,
    SubscriptionEventResolver,
  ],
  subscriptions,
  channelsOf,
  services,
  loaders,
  references: {
    Organization: ({ id, slug }, { loaders }: TenantContext) =>
      id ? loaders.organizationById.load(id) : loaders.organizationBySlug.load(slug),
    OrganizationDomain: ({ id }, ctx: TenantContext) => findDomainOrSubdomain(ctx, id),
    OrganizationSubscription: ({ id }, { loaders }: TenantContext) => loaders.subscriptionById.load(id),
    Plan: ({ id }, { loaders }: TenantContext) => loaders.planById.load(id),
  },
  open: {
    'Query.organizationByHost': 'a login page is shown before anybody is logged in; it says no more than the name',
    'Query.subdomainAvailability': 'whoever signs up has no account yet',
    'Query.plans': 'what is on offer is on offer to everybody',
    'Query.plan': 'what is on offer is on offer to everybody',
    'Organization.name': 'people choose by it which organization to log in to',
    'Organization.status': 'people choose by it which organization to log in to',
  },
  consumers: [recordOwner, recordFirstModules],
  caches: [organizationInfo, organizationIdBySlug],
  facts: { organizations: readOrganizationFacts, places: findPlaces },
});
