import type { EntityManager } from '@mikro-orm/postgresql';

/** The qualified tables of this subgraph, for raw SQL. It skips the tenant filter, not the database's policies: name the organization in it. */
export function tablesOf(em: EntityManager) {
  const schema = em.config.get('schema');
  const table = (name: string) => `"${schema}"."${name}"`;
  return {
    user: table('user'),
    role: table('role'),
    membership: table('membership'),
    membershipRole: table('membership_role'),
    invitation: table('invitation'),
  };
}

/** Ids as one parameter: `= any(?::uuid[])`. */
export const uuidArray = (ids: Iterable<string>) => `{${[...new Set(ids)].join(',')}}`;

/** A pattern for `ilike` that finds the text anywhere, as it is written. */
export const containing = (text: string) => `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
