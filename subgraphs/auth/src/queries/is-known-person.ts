import { isUuid } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { MembershipGrant } from '../domain/membership-grant.entity.js';

/** To platform staff everybody is known, to others whoever is or was in their organization: the lock on rows shows no other grants. */
export async function isKnownPerson({ em, actor }: AuthContext, userId: string): Promise<boolean> {
  if (!isUuid(userId)) return false;
  if (actor.isPlatform) return (await em.count(Account, { id: userId })) > 0;
  return (await em.count(MembershipGrant, { userId })) > 0;
}
