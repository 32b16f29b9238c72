import { Actor, type Identity } from '@supergraph/kernel/auth';
import { type Facts, TenancyErrors } from '@supergraph/kernel/tenancy';
import type { HttpStage } from '../../http.js';
import type { HostOwner, HostOwners } from '../../tenancy/host-owners.js';

export interface FindOrganizationOptions {
  hosts: HostOwners;
  facts: Pick<Facts, 'organization'>;
}

/**
 * Settles which organization the request is for. A token is good at a host of its own organization and at hosts that stand for
 * everybody; platform staff have the admin host. Elsewhere it is refused, and the answer tells nothing of who lives there: the
 * same for another organization's host and for nobody's. Without a token one may be anywhere, since one has to log in somewhere.
 */
export const findOrganization =
  ({ hosts, facts }: FindOrganizationOptions): HttpStage =>
  async (request, next) => {
    const { identity } = request;
    const found = hosts.find(request.host);
    const owner = found instanceof Promise ? await found : found;
    if (identity.kind !== 'anonymous' && !isAtHome(identity, owner)) throw TenancyErrors.TENANT_MISMATCH();
    const organization = identity.organizationId === null ? null : await facts.organization(identity.organizationId);
    return next({ ...request, organization, hostOrganizationId: owner.kind === 'organization' ? owner.id : null });
  };

function isAtHome(identity: Identity, owner: HostOwner): boolean {
  if (owner.kind === 'everybody') return true;
  if (owner.kind === 'platform') return new Actor(identity).isPlatform;
  return owner.id !== null && owner.id === identity.organizationId;
}
