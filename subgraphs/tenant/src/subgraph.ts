import { createSubgraph } from '@supergraph/kernel/subgraph';
import { config } from './config.js';
import { recordFirstModules } from './consumers/record-first-modules.js';
import { recordOwner } from './consumers/record-owner.js';
import { loaders, services, type TenantContext } from './context.js';
import { Organization } from './domain/organization.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { PlanResolver } from './graphql/plan.resolver.js';
import { SubscriptionResolver } from './graphql/subscription.resolver.js';
import { migrations } from './migrations/index.js';

export const tenantSubgraph = createSubgraph({
  name: 'tenant',
  config,
  entities: [Organization, OrganizationSubscription, Plan],
  migrations,
  resolvers: [OrganizationResolver, PlanResolver, SubscriptionResolver],
  services,
  loaders,
  references: {
    Organization: ({ id, slug }, { loaders }: TenantContext) =>
      id ? loaders.organizationById.load(id) : loaders.organizationBySlug.load(slug),
    OrganizationSubscription: ({ id }, { loaders }: TenantContext) => loaders.subscriptionById.load(id),
    Plan: ({ id }, { loaders }: TenantContext) => loaders.planById.load(id),
  },
  consumers: [recordOwner, recordFirstModules],
});
