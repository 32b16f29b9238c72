import type { Context } from '@supergraph/kernel/context';
import { byKey, byOwner } from '@supergraph/kernel/db';
import type { TenantConfig } from './config.js';
import { Organization } from './domain/organization.entity.js';
import { OrganizationDomain } from './domain/organization-domain.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';
import { type TxtLookup, txtLookup } from './domain/txt-lookup.js';

export interface TenantServices {
  baseDomain: string;
  lookUpTxt: TxtLookup;
}

export const services = ({ config }: { config: TenantConfig }): TenantServices => ({
  baseDomain: config.BASE_DOMAIN,
  lookUpTxt: txtLookup({ servers: config.DNS_SERVERS, timeoutMs: config.DNS_TIMEOUT_MS }),
});

export const loaders = ({ em }: Context) => ({
  organizationById: byKey(em, Organization),
  organizationBySlug: byKey(em, Organization, 'slug'),
  planById: byKey(em, Plan),
  subscriptionById: byKey(em, OrganizationSubscription),
  subscriptionByOrganizationId: byKey(em, OrganizationSubscription, 'organizationId'),
  domainById: byKey(em, OrganizationDomain),
  domainsByOrganizationId: byOwner(em, OrganizationDomain, 'organizationId', { orderBy: { createdAt: 'asc', id: 'asc' } }),
});

export type TenantContext = Context<ReturnType<typeof loaders>, TenantServices>;
