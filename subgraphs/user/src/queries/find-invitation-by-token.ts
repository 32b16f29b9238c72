import type { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isServing } from '@supergraph/kernel/tenancy';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';
import { hashToken } from '../domain/invitation-token.js';

/** The invitation that a token is for, in whatever state it is now; null where there is none. `em` must see every organization's. */
export const findInvitationByToken = (em: EntityManager, token: string, lockMode?: LockMode): Promise<Invitation | null> =>
  em.findOne(Invitation, { tokenHash: hashToken(token) }, { lockMode });

/** Whether an invitation can be accepted now: it waits for its answer, and its organization is in service. */
export async function isOpen({ facts }: UserContext, invitation: Invitation): Promise<boolean> {
  if (!invitation.isOpenAt(new Date())) return false;
  const organization = await facts.organization(invitation.organizationId);
  return organization !== null && isServing(organization);
}
