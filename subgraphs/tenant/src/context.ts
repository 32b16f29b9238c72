import type { Context } from '@supergraph/kernel/context';
import { byKey, byOwner } from '@supergraph/kernel/db';
import type { TenantConfig } from './config.js';
import { OrganizationDomain } from './domain/organization-domain.entity.js';
import { OrganizationSubscription } from './domain/organization-subscription.entity.js';
import { Plan } from './domain/plan.entity.js';
import { type TxtLookup, txtLookup } from './domain/txt-lookup.js';
import { type OrganizationInfo, organizationIdBySlug, organizationInfo } from './queries/organization-caches.js';

export interface TenantServices {
  baseDomain: string;
  lookUpTxt: TxtLookup;
}

export const services = ({ config }: { config: TenantConfig }): TenantServices => ({
  baseDomain: config.BASE_DOMAIN,
  lookUpTxt: txtLookup({ servers: config.DNS_SERVERS, timeoutMs: config.DNS_TIMEOUT_MS }),
});

export const loaders = ({ em, caches, actor }: Context) => {
  const organizationById = caches.loader(organizationInfo);
  const idBySlug = caches.loader(organizationIdBySlug);
  return {
    organizationById,
    organizationBySlug: {
      async load(slug: string): Promise<OrganizationInfo | null> {
        // One who may see one organization only asks for no other: whether there is one must not show, not even in the work it takes.
        const isBound = actor.organizationId !== null && !actor.isPlatform;
        const id = isBound ? actor.organizationId : await idBySlug.load(slug);
        const organization = id === null ? null : await organizationById.load(id);
        return organization?.slug === slug ? organization : null;
      },
    },
    planById: byKey(em, Plan),
    subscriptionById: byKey(em, OrganizationSubscription),
    subscriptionByOrganizationId: byKey(em, OrganizationSubscription, 'organizationId'),
    domainById: byKey(em, OrganizationDomain),
    domainsByOrganizationId: byOwner(em, OrganizationDomain, 'organizationId', { orderBy: { createdAt: 'asc', id: 'asc' } }),
  };
};

export type TenantContext = Context<ReturnType<typeof loaders>, TenantServices>;
