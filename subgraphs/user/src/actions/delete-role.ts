import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { roleDeleted } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Role } from '../domain/role.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { countHolders } from '../queries/find-holders.js';
import { announceMemberships, eachBatchOfHolders } from './announce-memberships.js';
import { findOwnRole, refusalOf } from './check-own-role.js';
import { forgetLoaded } from './forget-loaded.js';
import { handOver } from './hand-over.js';
import { handOverInvitations } from './hand-over-invitations.js';
import { lockMemberships } from './lock-memberships.js';
import { organizationOf } from './organization-of.js';

export interface DeleteRole {
  id: string;
  /** The role that its holders get instead. Without it, a role that members hold or are invited to stays. */
  reassignTo?: string | null | undefined;
}

/** Deletes a role of the request's organization. Its holders, and those invited to it, get another one, are announced, and all of it commits together. */
export async function deleteRole(ctx: UserContext, { id, reassignTo }: DeleteRole): Promise<Role> {
  const organizationId = organizationOf(ctx);
  return inTransaction(ctx.em, async () => {
    await lockMemberships(ctx.em, organizationId);
    const role = await findOwnRole(ctx, id);
    const excess = refusalOf(ctx, role.permissions);
    if (excess) throw excess.at('id');
    const successor = reassignTo ? await findSuccessor(ctx, role, reassignTo) : null;
    await checkHolders(ctx, role, successor);

    await eachBatchOfHolders(ctx, role, async (ids) => {
      await announceMemberships(ctx, ids, await handOver(ctx, { from: role, to: successor }, ids));
    });
    if (successor) await handOverInvitations(ctx, { from: role, to: successor });
    ctx.em.remove(role);
    ctx.events.raise(roleDeleted, { roleId: id, organizationId, key: role.key, reassignedTo: successor?.id ?? null });

    await ctx.em.flush();
    // Rows that the request has read were changed past it.
    ctx.em.clear();
    forgetLoaded(ctx);
    return role;
  });
}

async function findSuccessor(ctx: UserContext, role: Role, id: string): Promise<Role> {
  const successor = await findById(ctx.em, Role, id, { notFound: () => CommonErrors.NOT_FOUND('Role').at('reassignTo') });
  if (successor === role) throw CommonErrors.INVALID('A role cannot take its own place').at('reassignTo');
  const excess = refusalOf(ctx, successor.permissions);
  if (excess) throw excess.at('reassignTo');
  return successor;
}

/** Under the lock, so that nobody is given the role while it goes. */
async function checkHolders(ctx: UserContext, role: Role, successor: Role | null): Promise<void> {
  const { members, invited, isHeldBySelf } = await countHolders(ctx, role);
  if (members + invited > 0 && !successor) throw UserErrors.ROLE_IN_USE(members + invited).at('reassignTo');
  if (isHeldBySelf) throw UserErrors.CANNOT_CHANGE_SELF().at('id');
}
