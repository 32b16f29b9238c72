import type { UserContext } from '../context.js';
import type { Membership } from '../domain/membership.entity.js';
import { Role } from '../domain/role.entity.js';
import { differenceOf, type RoleChange } from '../domain/role-change.js';
import { UserErrors } from '../domain/user.errors.js';
import { isSelf } from '../domain/visibility.js';
import { tablesOf } from '../queries/tables.js';

const AT = ['input', 'roleKeys'] as const;

const keysOf = (roles: readonly Role[]) => roles.map(({ key }) => key).join(', ');

/**
 * The roles that an organization knows by these keys.
 *
 * @throws UserErrors.ROLE_UNKNOWN
 */
export async function rolesWithKeys(ctx: UserContext, keys: readonly string[]): Promise<Role[]> {
  const roles = await ctx.em.find(Role, { key: { $in: [...new Set(keys)] } });
  const unknown = keys.filter((key) => !roles.some((role) => role.key === key));
  if (unknown.length > 0) throw UserErrors.ROLE_UNKNOWN(unknown.join(', ')).at(...AT);
  return roles;
}

/**
 * Whether the viewer may give and take these roles. Call it under the lock of the memberships.
 *
 * @throws UserErrors.CANNOT_CHANGE_SELF, UserErrors.ROLE_EXCEEDS_OWN, UserErrors.LAST_OWNER
 */
export async function checkRoleChange(ctx: UserContext, membership: Membership, change: RoleChange): Promise<void> {
  const { given, taken } = differenceOf(change);
  const touched = [...given, ...taken];
  if (touched.length === 0) return;
  if (isSelf(ctx.actor, membership.userId)) throw UserErrors.CANNOT_CHANGE_SELF().at(...AT);
  const beyond = touched.filter(({ permissions }) => !permissions.every((permission) => ctx.actor.can(permission)));
  if (beyond.length > 0) throw UserErrors.ROLE_EXCEEDS_OWN(keysOf(beyond)).at(...AT);
  const owner = taken.find((role) => role.isOwner);
  if (owner && !(await hasAnotherOwner(ctx, membership, owner))) throw UserErrors.LAST_OWNER().at(...AT);
}

async function hasAnotherOwner({ em }: UserContext, { id, organizationId }: Membership, owner: Role): Promise<boolean> {
  const { membership, membershipRole } = tablesOf(em);
  const [row] = await em.execute<{ found: boolean }[]>(
    `select exists (select 1 from ${membershipRole} mr join ${membership} m on m.organization_id = mr.organization_id and m.id = mr.membership_id
     where mr.organization_id = ? and mr.role_id = ? and m.status = 'ACTIVE' and m.id <> ?) as found`,
    [organizationId, owner.id, id],
  );
  return row?.found ?? false;
}
