import type { EntityManager } from '@mikro-orm/postgresql';

/** What holds rows in a subgraph's schema, as PostgreSQL knows it. */
export interface Table {
  name: string;
  owner: string;
  columns: string[];
  /** Row security is enabled. */
  enabled: boolean;
  /** It binds the owner, too. */
  forced: boolean;
  /** Names, in order. */
  policies: string[];
  /** Policies that let the working role at rows without asking for an organization or a person. */
  unbound: string[];
  /** The columns that an index over all rows begins with. */
  indexed: string[];
}

const UNBOUND = `p.polpermissive and p.polroles <> array[(select oid from pg_roles where rolname = n.nspname || '_platform')]
  and (num_nonnulls(p.polqual, p.polwithcheck) = 0 or exists(
    select from unnest(array[pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)]) as rule
    where rule !~ 'app\\.(organization|user)_id'))`;

const TABLES = `select c.relname as name, pg_get_userbyid(c.relowner) as owner, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) as columns,
    array(select polname::text from pg_policy where polrelid = c.oid order by 1) as policies,
    array(select p.polname::text from pg_policy p where p.polrelid = c.oid and ${UNBOUND} order by 1) as unbound,
    array(select distinct a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where i.indrelid = c.oid and i.indisvalid and i.indpred is null order by 1) as indexed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ? and c.relkind in ('r', 'p', 'v', 'm', 'f') order by c.relname::text collate "C"`;

/** Every table and view of a subgraph's schema, by name. */
export const readTables = (em: EntityManager): Promise<Table[]> => em.execute<Table[]>(TABLES, [em.config.get('schema')]);

/** The policies that the kernel's `rowSecurity` gives to a table of organizations' rows. */
export const BY_ORGANIZATION: readonly string[] = ['platform_all', 'tenant_delete', 'tenant_insert', 'tenant_read', 'tenant_update'];

/** The policies of the tables that every subgraph has: those of its events, and what it has run of its migrations. */
export const COMMON_TABLES: Readonly<Record<string, readonly string[] | null>> = {
  consumer_position: null,
  consumer_sequence: null,
  event_log: BY_ORGANIZATION,
  event_receipt: null,
  event_sequence: null,
  inbox: null,
  migration: null,
  outbox: BY_ORGANIZATION,
  parked_event: null,
  relay_cursor: null,
  unpublished_event: null,
};

/** The policies of every table of a subgraph's schema; null where none applies, as row security is not both enabled and forced. */
export async function readPolicies(em: EntityManager): Promise<Record<string, string[] | null>> {
  const tables = await readTables(em);
  return Object.fromEntries(tables.map(({ name, enabled, forced, policies }) => [name, enabled && forced ? policies : null]));
}
