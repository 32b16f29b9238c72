import type { Actor } from '@supergraph/kernel/auth';

/** A member sees its own organization; platform staff, and our own services where they act for none, see any. */
export function seesOrganization(actor: Actor, organizationId: string): boolean {
  const isOurs = actor.kind === 'service' || actor.kind === 'system';
  return actor.isPlatform || actor.organizationId === organizationId || (isOurs && actor.organizationId === null);
}
