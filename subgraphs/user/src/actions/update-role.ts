import { checkRevision, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { roleUpdated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { beyond, type Role } from '../domain/role.entity.js';
import { roleFacts } from '../domain/role-facts.js';
import { type RoleValues, roleInput } from '../domain/role-input.js';
import { announceHolders } from './announce-memberships.js';
import { findOwnRole, refusalOf } from './check-own-role.js';
import { forgetLoaded } from './forget-loaded.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';

/**
 * Makes a role what the input says; its key stays. Where it allows something else than before, the memberships that hold it are
 * announced anew, in the same transaction: tokens follow at their next refresh.
 */
export async function updateRole(ctx: UserContext, id: string, values: RoleValues): Promise<Role> {
  const { key, expectedRevision, ...changes } = parseInput(roleInput, values);
  const organizationId = organizationOf(ctx);
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    const role = await findOwnRole(ctx, id);
    checkRevision(role, expectedRevision);
    if (key !== role.key) throw CommonErrors.INVALID('The key of a role stays: programs know it by that').at('input', 'key');
    const excess = refusalOf(ctx, [...beyond(changes.permissions, role.permissions), ...beyond(role.permissions, changes.permissions)]);
    if (excess) throw excess.at('input', 'permissions');

    const difference = role.change(changes);
    if (!difference) return role;
    ctx.events.raise(roleUpdated, roleFacts(role, organizationId));

    await ctx.em.flush();
    if (difference === 'permissions') await announceHolders(ctx, role);
    forgetLoaded(ctx);
    return role;
  });
}
