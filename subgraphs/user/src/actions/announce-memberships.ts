import { membershipUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { membershipFacts, roleNews } from '../domain/membership-facts.js';
import type { Role } from '../domain/role.entity.js';
import type { RoleChange } from '../domain/role-change.js';
import { BATCH, findHolders } from '../queries/find-holders.js';
import { findRolesOf } from '../queries/load-roles.js';

const sameRoles = (): RoleChange => ({ held: [], wanted: [] });

/** Calls `work` with the ids of the memberships that hold a role, a batch at a time, however many there are. */
export async function eachBatchOfHolders(ctx: UserContext, role: Role, work: (ids: string[]) => Promise<void>): Promise<void> {
  for (let ids: string[] = [], after: string | undefined; ; after = ids.at(-1)) {
    ids = await findHolders(ctx, role, after);
    if (ids.length > 0) await work(ids);
    if (ids.length < BATCH) return;
  }
}

/** Announces the memberships that hold a role as they are now. Runs in the transaction of its caller, behind its flush. */
export const announceHolders = (ctx: UserContext, role: Role): Promise<void> =>
  eachBatchOfHolders(ctx, role, (ids) => announceMemberships(ctx, ids));

/**
 * Announces memberships as they are now, but none that was ended: three statements. Runs in the transaction of its caller.
 *
 * @param changeOf the roles that each of them got and lost; without it they hold the same ones as before.
 */
export async function announceMemberships(
  ctx: UserContext,
  ids: string[],
  changeOf: (id: string) => RoleChange = sameRoles,
): Promise<void> {
  // They may be many, and each flush would look through all that the request has kept.
  const unkept = { disableIdentityMap: true };
  const memberships = await ctx.em.find(Membership, { id: { $in: ids }, status: { $ne: MembershipStatus.REMOVED } }, unkept);
  const roles = await findRolesOf(ctx.em, memberships, unkept);
  for (const membership of memberships) {
    ctx.events.raise(membershipUpdated, {
      ...membershipFacts(membership, roles.get(membership.id) ?? []),
      ...roleNews(changeOf(membership.id)),
    });
  }

  await ctx.em.flush();
}
