import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { invitationUpdated, userInvited } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { invitationFacts } from '../domain/invitation-facts.js';
import { type InvitationValues, invitationInput } from '../domain/invitation-input.js';
import { hashToken } from '../domain/invitation-token.js';
import { UserErrors } from '../domain/user.errors.js';
import { findRoles } from '../queries/find-roles.js';
import { tablesOf } from '../queries/tables.js';
import { checkInviter } from './check-inviter.js';
import { checkMails } from './check-mails.js';
import { rolesWithKeys } from './check-role-change.js';
import { checkRoomToInvite } from './check-room.js';
import { forgetLoaded } from './forget-loaded.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';
import { viewerOf } from './viewer-of.js';

/** Invites somebody to the request's organization. The mail is for whoever hears of it. */
export async function createInvitation(ctx: UserContext, values: InvitationValues): Promise<Invitation> {
  const { replacePending, roleKeys, ...init } = parseInput(invitationInput, values);
  const [organizationId, invitedById] = [organizationOf(ctx), viewerOf(ctx)];
  await checkModules(ctx, organizationId, init.moduleKeys);
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    const roles = await rolesWithKeys(ctx, roleKeys);
    await checkInviter(ctx, { organizationId, userId: invitedById, roles }, 'input', 'roleKeys');
    await checkNoMember(ctx, { organizationId, email: init.email });
    await makeWay(ctx, { organizationId, email: init.email, replacePending });
    await checkMails(ctx, { organizationId, email: init.email });
    await checkRoomToInvite(ctx, organizationId);

    const invitation = new Invitation({ ...init, organizationId, invitedById, roleIds: roles.map(({ id }) => id) });
    invitation.tokenHash = hashToken(ctx.services.invitationTokens.of(invitation.id));
    ctx.em.persist(invitation);
    ctx.events.raise(userInvited, invitationFacts(invitation, roles));

    await ctx.em.flush();
    forgetLoaded(ctx);
    return invitation;
  });
}

async function checkModules({ facts }: UserContext, organizationId: string, keys: readonly string[]): Promise<void> {
  const modules = keys.length > 0 ? ((await facts.organization(organizationId))?.modules ?? {}) : {};
  const unknown = keys.filter((key) => !Object.hasOwn(modules, key));
  if (unknown.length > 0)
    throw CommonErrors.INVALID(`The organization has no such module: ${unknown.join(', ')}`).at('input', 'moduleKeys');
}

interface Guest {
  organizationId: string;
  email: string;
}

async function checkNoMember({ em }: UserContext, { organizationId, email }: Guest): Promise<void> {
  const { membership, user } = tablesOf(em);
  const [row] = await em.execute<{ found: boolean }[]>(
    `select exists (select 1 from ${user} u join ${membership} m on m.user_id = u.id
     where u.email = ? and m.organization_id = ? and m.status <> 'REMOVED') as found`,
    [email, organizationId],
  );
  if (row?.found) throw UserErrors.ALREADY_MEMBER().at('input', 'email');
}

/** There is one pending invitation to an address: one that has run out is noted as such, an open one goes where it is to be replaced. */
async function makeWay(ctx: UserContext, { replacePending, ...guest }: Guest & { replacePending: boolean }): Promise<void> {
  const where = { ...guest, status: InvitationStatus.PENDING };
  const pending = await ctx.em.findOne(Invitation, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!pending) return;
  const now = new Date();
  if (pending.isOpenAt(now) && !replacePending) throw UserErrors.ALREADY_INVITED().at('input', 'email');

  if (pending.isOpenAt(now)) pending.revoke(now);
  else pending.expire(now);
  ctx.events.raise(invitationUpdated, invitationFacts(pending, await findRoles(ctx.em, pending.roleIds)));
  // Before the new one is stored: inserts go first in a flush, and only one may be pending.
  await ctx.em.flush();
}
