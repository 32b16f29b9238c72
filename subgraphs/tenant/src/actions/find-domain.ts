import type { LockMode } from '@mikro-orm/core';
import { isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { TenantContext } from '../context.js';
import { OrganizationDomain } from '../domain/organization-domain.entity.js';

/** One domain, and whose it is where the caller says so: platform staff have to. */
export interface WhichDomain {
  id: string;
  organizationId?: string | null;
}

/**
 * The domain to change.
 *
 * @throws CommonErrors.INVALID for an organization's own subdomain, CommonErrors.NOT_FOUND for what the request cannot see.
 */
export async function findDomain(ctx: TenantContext, { id, organizationId }: WhichDomain, lock?: LockMode): Promise<OrganizationDomain> {
  const domain = isUuid(id) ? await ctx.em.findOne(OrganizationDomain, { id }, { lockMode: lock }) : null;
  if (domain && (!organizationId || domain.organizationId === organizationId)) return domain;
  const isSubdomain = (await ctx.loaders.organizationById.load(id)) !== null;
  throw (isSubdomain ? CommonErrors.INVALID('The subdomain comes with the organization') : CommonErrors.NOT_FOUND('Domain')).at('id');
}
