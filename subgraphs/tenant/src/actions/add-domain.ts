import { LockMode } from '@mikro-orm/core';
import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { tenantDomainAdded } from '@supergraph/schema/events';
import { z } from 'zod';
import type { TenantContext } from '../context.js';
import { normalizeHostname, problemOfHostname } from '../domain/hostname.js';
import { Organization } from '../domain/organization.entity.js';
import { DomainKind, DomainStatus, MAX_DOMAINS, OrganizationDomain } from '../domain/organization-domain.entity.js';
import { TenantErrors } from '../domain/tenant.errors.js';

const input = (baseDomain: string) =>
  z.object({
    organizationId: z.string(),
    hostname: z
      .string()
      .transform(normalizeHostname)
      .superRefine((hostname, issue) => {
        const message = problemOfHostname(hostname, baseDomain);
        if (message) issue.addIssue({ code: 'custom', message });
      }),
    kind: z.literal(DomainKind.CUSTOM, 'Only a domain of your own can be added: the subdomain is there already'),
  });

export interface AddDomain {
  organizationId: string;
  hostname: string;
  kind: DomainKind;
}

/** Lists a host name that the organization wants to live at. It has no effect before it is verified. */
export async function addDomain(ctx: TenantContext, values: AddDomain): Promise<OrganizationDomain> {
  const { organizationId, hostname } = parseInput(input(ctx.services.baseDomain), values);
  const inUse = TenantErrors.DOMAIN_IN_USE(hostname).at('input', 'hostname');
  // Before the transaction, since it takes a connection of its own; what changes meanwhile the verification finds.
  const isVerified = await isVerifiedBySomebody(ctx, hostname);
  return inTransaction(ctx.em, async () => {
    // The lock makes domains that are added at the same time count each other.
    await findById(ctx.em, Organization, organizationId, {
      notFound: () => CommonErrors.NOT_FOUND('Organization').at('input', 'organizationId'),
      lock: LockMode.PESSIMISTIC_WRITE,
    });
    const listed = await ctx.em.find(OrganizationDomain, { organizationId });
    if (isVerified || listed.some((domain) => domain.hostname === hostname)) throw inUse;
    if (listed.length >= MAX_DOMAINS) throw TenantErrors.LIMIT_EXCEEDED(MAX_DOMAINS, 'domains').at('input', 'hostname');

    const domain = new OrganizationDomain(organizationId, hostname);
    ctx.em.persist(domain);
    ctx.events.raise(tenantDomainAdded, { organizationId, domainId: domain.id, hostname });

    await ctx.em.flush();
    return domain;
  });
}

/** Tells no more than a browser that opens the host name would see. */
async function isVerifiedBySomebody(ctx: TenantContext, hostname: string): Promise<boolean> {
  const { em } = ctx.acrossOrganizations();
  return (await em.count(OrganizationDomain, { hostname, status: DomainStatus.ACTIVE })) > 0;
}
