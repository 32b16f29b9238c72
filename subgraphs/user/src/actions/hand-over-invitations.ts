import { LockMode } from '@mikro-orm/core';
import { invitationUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import type { Role } from '../domain/role.entity.js';
import { findRoles } from '../queries/find-roles.js';

/** Has the pending invitations that offer a role offer another one instead. Runs in the transaction of its caller, who flushes. */
export async function handOverInvitations(ctx: UserContext, { from, to }: { from: Role; to: Role }): Promise<void> {
  const where = { organizationId: from.organizationId ?? '', status: InvitationStatus.PENDING, roleIds: { $contains: [from.id] } };
  for (const invitation of await ctx.em.find(Invitation, where, { lockMode: LockMode.PESSIMISTIC_WRITE })) {
    invitation.roleIds = [...new Set(invitation.roleIds.map((id) => (id === from.id ? to.id : id)))];
    ctx.events.raise(invitationUpdated, invitationFacts(invitation, await findRoles(ctx.em, invitation.roleIds)));
  }
}
