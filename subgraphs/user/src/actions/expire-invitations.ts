import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { invitationUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import { findRoles } from '../queries/find-roles.js';

const BATCH = 200;

/** Notes and announces which invitations have run out, a batch at a time. Replicas that do so at once share them out. */
export async function expireInvitations(ctx: UserContext): Promise<void> {
  for (let found = BATCH; found === BATCH; ctx.em.clear()) found = await expireBatch(ctx);
}

function expireBatch(ctx: UserContext): Promise<number> {
  return inTransaction(ctx.em, async () => {
    const now = new Date();
    const due = await ctx.em.find(
      Invitation,
      { status: InvitationStatus.PENDING, expiresAt: { $lte: now } },
      { orderBy: { expiresAt: 'asc' }, limit: BATCH, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
    );
    if (due.length === 0) return 0;
    const roles = await findRoles(ctx.em, [...new Set(due.flatMap(({ roleIds }) => roleIds))]);
    for (const invitation of due) {
      invitation.expire(now);
      ctx.events.raise(
        invitationUpdated,
        invitationFacts(
          invitation,
          roles.filter(({ id }) => invitation.roleIds.includes(id)),
        ),
      );
    }

    await ctx.em.flush();
    return due.length;
  });
}
