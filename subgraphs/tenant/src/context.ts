import type { Context } from '@supergraph/kernel/context';
import { byKey } from '@supergraph/kernel/db';
import type { TenantConfig } from './config.js';
import { Organization } from './domain/organization.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';

export interface TenantServices {
  baseDomain: string;
}

export const services = ({ config }: { config: TenantConfig }): TenantServices => ({ baseDomain: config.BASE_DOMAIN });

export const loaders = ({ em }: Context) => ({
  organizationById: byKey(em, Organization),
  organizationBySlug: byKey(em, Organization, 'slug'),
  planById: byKey(em, Plan),
  subscriptionById: byKey(em, OrganizationSubscription),
  subscriptionByOrganizationId: byKey(em, OrganizationSubscription, 'organizationId'),
});

export type TenantContext = Context<ReturnType<typeof loaders>, TenantServices>;
