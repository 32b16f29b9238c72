import { findById } from '@supergraph/kernel/db';
import { CommonErrors, type DomainError } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { Role } from '../domain/role.entity.js';
import { UserErrors } from '../domain/user.errors.js';

/**
 * A role of the organization's own.
 *
 * @throws CommonErrors.NOT_FOUND, UserErrors.ROLE_BUILT_IN
 */
export async function findOwnRole(ctx: UserContext, id: string): Promise<Role> {
  const role = await findById(ctx.em, Role, id, { notFound: () => CommonErrors.NOT_FOUND('Role').at('id') });
  if (role.builtIn) throw UserErrors.ROLE_BUILT_IN().at('id');
  return role;
}

/** Why the viewer may not give or take these permissions: some are beyond their own. Null where they may. */
export function refusalOf({ actor }: UserContext, permissions: readonly string[]): DomainError | null {
  const excess = permissions.filter((permission) => !actor.can(permission));
  return excess.length > 0 ? UserErrors.ROLE_EXCEEDS_OWN(excess.join(', ')) : null;
}
