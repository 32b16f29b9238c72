import type { EntityManager } from '@mikro-orm/postgresql';
import { Role } from '../domain/role.entity.js';

/** Roles by their ids, in that order; those that are gone are left out. */
export async function findRoles(em: EntityManager, ids: readonly string[]): Promise<Role[]> {
  const roles = await em.find(Role, { id: { $in: [...new Set(ids)] } });
  return ids.flatMap((id) => roles.find((role) => role.id === id) ?? []);
}
