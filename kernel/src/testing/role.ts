import type { EntityManager } from '@mikro-orm/postgresql';

/** A role of PostgreSQL, and what would carry it past the locks. */
export interface Role {
  name: string;
  /** A superuser, or one that row security leaves alone. */
  passes: boolean;
  /** May act as the owner of something in the schema. */
  owns: boolean;
  /** Has the rights of the platform's role without having become it. */
  isPlatform: boolean;
}

const ROLE = `select r.rolname as name, r.rolsuper or r.rolbypassrls as passes,
    exists(select from pg_class c where c.relnamespace = n.oid and pg_has_role(r.oid, c.relowner, 'member')) as owns,
    pg_has_role(r.oid, n.nspname || '_platform', 'usage') as "isPlatform"
  from pg_roles r, pg_namespace n where r.rolname = current_user and n.nspname = ?`;

/** The role under which an EntityManager works. */
export async function readRole(em: EntityManager): Promise<Role> {
  const [role] = await em.execute<Role[]>(ROLE, [em.config.get('schema')]);
  if (!role) throw new Error(`The database has no schema "${em.config.get('schema')}"`);
  return role;
}

/** What a subgraph's working role has to be. */
export const boundRole = (schema: string): Role => ({ name: `${schema}_app`, passes: false, owns: false, isPlatform: false });
