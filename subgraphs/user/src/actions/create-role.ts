import { inTransaction } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { roleCreated } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Role } from '../domain/role.entity.js';
import { roleFacts } from '../domain/role-facts.js';
import { type RoleValues, roleInput } from '../domain/role-input.js';
import { UserErrors } from '../domain/user.errors.js';
import { refusalOf } from './check-own-role.js';
import { forgetLoaded } from './forget-loaded.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';

/** Makes a role of the request's organization. Nobody makes one that may do more than they. */
export async function createRole(ctx: UserContext, values: RoleValues): Promise<Role> {
  const { expectedRevision, ...init } = parseInput(roleInput, values);
  const organizationId = organizationOf(ctx);
  const excess = refusalOf(ctx, init.permissions);
  if (excess) throw excess.at('input', 'permissions');
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    await checkRoom(ctx, organizationId);
    if (await ctx.em.count(Role, { key: init.key })) throw UserErrors.ROLE_KEY_TAKEN(init.key).at('input', 'key');

    const role = new Role({ ...init, organizationId });
    ctx.em.persist(role);
    ctx.events.raise(roleCreated, roleFacts(role, organizationId));

    await ctx.em.flush();
    forgetLoaded(ctx);
    return role;
  });
}

async function checkRoom({ em, services: { maxRoles } }: UserContext, organizationId: string): Promise<void> {
  if ((await em.count(Role, { organizationId })) >= maxRoles) throw UserErrors.ROLE_LIMIT(maxRoles);
}
