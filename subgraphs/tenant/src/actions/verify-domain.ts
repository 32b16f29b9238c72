import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { tenantDomainVerified } from '@supergraph/schema/events';
import type { TenantContext } from '../context.js';
import type { OrganizationDomain } from '../domain/organization-domain.entity.js';
import { TenantErrors } from '../domain/tenant.errors.js';
import type { TxtAnswer } from '../domain/txt-lookup.js';
import { findDomain, type WhichDomain } from './find-domain.js';

/** What a refusal shows of the records that it found instead. */
const MOST_SHOWN = 10;
const LONGEST_SHOWN = 255;

/**
 * Asks the DNS for the proof that the host name is the organization's. With it the organization lives there from now on; without
 * it the domain has failed, until the next try. Repeated on an active domain it changes nothing.
 *
 * @throws TenantErrors.DOMAIN_IN_USE where another organization was faster, TenantErrors.DOMAIN_NOT_VERIFIED with what was found.
 */
export async function verifyDomain(ctx: TenantContext, which: WhichDomain): Promise<OrganizationDomain> {
  const { isActive, hostname, proof } = await findDomain(ctx, which);
  // The DNS takes its time: nothing is locked meanwhile.
  const answer = isActive ? { found: [] } : await ctx.services.lookUpTxt(proof.name);
  const domain = await settle(ctx, which, answer).catch((error) => {
    throw error instanceof UniqueConstraintViolationException ? TenantErrors.DOMAIN_IN_USE(hostname).at('id') : error;
  });
  if (domain.isActive) return domain;
  throw TenantErrors.DOMAIN_NOT_VERIFIED(domain.errorMessage ?? '')
    .at('id')
    .with({ __typename: 'DomainNotVerifiedError', lookedUp: proof.name, found: shown(answer) });
}

/** Writes down what the DNS said, a failure as well, unless the domain was verified meanwhile. */
function settle(ctx: TenantContext, which: WhichDomain, answer: TxtAnswer): Promise<OrganizationDomain> {
  return inTransaction(ctx.em, async () => {
    const domain = await findDomain(ctx, which, LockMode.PESSIMISTIC_WRITE);
    if (domain.isActive) return domain;
    domain.takeProof(answer);
    const { id: domainId, organizationId, hostname } = domain;
    if (domain.isActive) ctx.events.raise(tenantDomainVerified, { organizationId, domainId, hostname });

    await ctx.em.flush();
    return domain;
  });
}

const shown = (answer: TxtAnswer): string[] =>
  'found' in answer ? answer.found.slice(0, MOST_SHOWN).map((text) => text.slice(0, LONGEST_SHOWN)) : [];
