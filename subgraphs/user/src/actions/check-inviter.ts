import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { mayInvite, rolesBeyond } from '../domain/inviting.js';
import type { Role } from '../domain/role.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { UserErrors } from '../domain/user.errors.js';
import { findStanding } from '../queries/find-standing.js';

export interface Inviting {
  organizationId: string;
  userId: string;
  /** What the invitation is to give. */
  roles: readonly Role[];
}

/**
 * Whether the viewer may invite to these roles: by what they hold now, and by what their token lets them.
 *
 * @param field of the input that asks for the roles.
 * @throws CommonErrors.FORBIDDEN, UserErrors.ROLE_EXCEEDS_OWN
 */
export async function checkInviter(ctx: UserContext, { roles, ...place }: Inviting, ...field: string[]): Promise<void> {
  const held = await findStanding(ctx, place);
  if (!mayInvite(held)) throw CommonErrors.FORBIDDEN();
  const beyondToken = roles.filter(({ permissions }) => !permissions.every((permission) => ctx.actor.can(permission)));
  const beyond = new Set([...rolesBeyond(held, roles), ...beyondToken]);
  if (beyond.size > 0) throw UserErrors.ROLE_EXCEEDS_OWN([...beyond].map(({ key }) => key).join(', ')).at(...field);
}

/**
 * Whether whoever invited still may: roles and people change while an invitation waits. Who is locked out of the platform lets nobody
 * in any more.
 *
 * @throws UserErrors.INVITER_NO_LONGER_ALLOWED
 */
export async function checkFormerInviter(ctx: UserContext, { roles, ...place }: Inviting): Promise<void> {
  const held = await findStanding(ctx, place);
  const isLockedOut = (await ctx.em.count(User, { id: place.userId, status: { $ne: UserStatus.ACTIVE } })) > 0;
  if (isLockedOut || !mayInvite(held) || rolesBeyond(held, roles).length > 0) throw UserErrors.INVITER_NO_LONGER_ALLOWED();
}
