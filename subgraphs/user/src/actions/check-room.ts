import type { UserContext } from '../context.js';
import { UserErrors } from '../domain/user.errors.js';
import { tablesOf } from '../queries/tables.js';

/**
 * Whether one more invitation has room: beside the open ones, and with all of them among the members. Call it under the lock of the
 * memberships.
 *
 * @throws UserErrors.LIMIT_EXCEEDED
 */
export async function checkRoomToInvite(ctx: UserContext, organizationId: string): Promise<void> {
  const { maxInvitations, maxMembers } = ctx.services;
  const { members, invited } = await countSeats(ctx, organizationId);
  if (invited >= maxInvitations) throw UserErrors.LIMIT_EXCEEDED(maxInvitations, 'open invitations');
  if (members + invited >= maxMembers) throw UserErrors.LIMIT_EXCEEDED(maxMembers, 'people');
}

/**
 * Whether somebody who was invited has room: their open invitation keeps a seat for them, which is not counted twice. Call it under
 * the lock of the memberships.
 *
 * @throws UserErrors.LIMIT_EXCEEDED
 */
export async function checkRoomToJoin(ctx: UserContext, organizationId: string): Promise<void> {
  const { maxMembers } = ctx.services;
  const { members, invited } = await countSeats(ctx, organizationId);
  if (members + invited > maxMembers) throw UserErrors.LIMIT_EXCEEDED(maxMembers, 'people');
}

/** Every seat that is taken: by an active member, or kept by an invitation that can still be accepted. */
async function countSeats({ em }: UserContext, organizationId: string): Promise<{ members: number; invited: number }> {
  const { membership, invitation } = tablesOf(em);
  const [row] = await em.execute<{ members: string; invited: string }[]>(
    `select (select count(*) from ${membership} where organization_id = ? and status = 'ACTIVE') as members,
       (select count(*) from ${invitation} where organization_id = ? and status = 'PENDING' and expires_at > now()) as invited`,
    [organizationId, organizationId],
  );
  return { members: Number(row?.members ?? 0), invited: Number(row?.invited ?? 0) };
}
