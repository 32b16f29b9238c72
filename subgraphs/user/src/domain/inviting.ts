import { permissionsOf, type Role } from './role.entity.js';

const INVITES = 'org:members:write';

/** Whether somebody with these roles may invite people at all. */
export const mayInvite = (held: readonly Role[]): boolean => permissionsOf(held).includes(INVITES);

/** The roles that somebody may not invite to: those that allow more than their own do, and the owner's where they are none. */
export function rolesBeyond(held: readonly Role[], wanted: readonly Role[]): Role[] {
  const own = new Set(permissionsOf(held));
  const isOwner = held.some((role) => role.isOwner);
  return wanted.filter((role) => (role.isOwner && !isOwner) || !role.permissions.every((permission) => own.has(permission)));
}
