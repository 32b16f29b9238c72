import type { Superuser } from '../database.js';

/** An organization, and the people who belong to no other. */
export interface Owner {
  organizationId: string;
  people: readonly string[];
}

/** What an outsider may change in somebody else's rows, each with its reason. Everything else must stay as it is. */
const LEFT_OUT: readonly { table: string; columns?: readonly string[]; rows?: string; reason: string }[] = [
  {
    table: 'auth.account',
    columns: ['failed_logins', 'failing_since', 'paused_until', 'updated_at', 'revision'],
    reason: 'wrong passwords are counted for whoever they are tried on',
  },
  { table: 'auth.login_guard', rows: 'true', reason: 'wrong passwords are counted for whoever they are tried on' },
  {
    table: 'auth.one_time_token',
    rows: "x.purpose in ('EMAIL_VERIFICATION', 'PASSWORD_RESET', 'ACCOUNT_UNLOCK')",
    reason: 'whoever knows an address may have its person mailed a link, which nobody else sees',
  },
  { table: 'auth.outgoing_mail', rows: 'true', reason: 'such a mail' },
  {
    table: 'user.invitation',
    columns: ['mailed_count', 'mail_attempts', 'mail_due_at'],
    reason: 'a mail that its organization asked for goes out by itself',
  },
  ...['auth.outbox', 'auth.event_log'].map((table) => ({
    table,
    rows: "x.type in ('auth.login.failed.v1', 'auth.account.locked.v1')",
    reason: 'wrong passwords are announced, and the block that they bring about',
  })),
  {
    table: 'monitoring.audit_event',
    rows: "x.action in ('auth.login.failed', 'auth.account.locked')",
    reason: 'the same on the platform’s own trail',
  },
  { table: 'module_registry.module', rows: 'true', reason: 'the catalogue is everybody’s, though staff may name organizations in it' },
];

/** What is counted about events, and nobody's data: the events themselves are looked at. */
const BOOKKEEPING = ['inbox', 'event_sequence', 'consumer_sequence', 'consumer_position', 'mikro_orm_migrations'];

interface Table {
  name: string;
  hasOrganization: boolean;
}

/** All rows of an organization and its people, in every schema, as text by table. */
export interface OwnedRows {
  /** One value for all of them together: another one where anything has changed. */
  checksum(): Promise<string>;
  read(): Promise<Map<string, string[]>>;
  /** The texts of all rows that are not theirs. */
  others(): Promise<string[]>;
}

export async function ownedRows(superuser: Superuser, schemas: readonly string[], { organizationId, people }: Owner): Promise<OwnedRows> {
  const tables = await superuser.rows<Table & Record<string, unknown>>(
    `select format('%s.%s', n.nspname, c.relname) as name,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id') as "hasOrganization"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any($1) and c.relname <> all($2) order by 1`,
    [schemas, BOOKKEEPING],
  );
  const values = [organizationId, [organizationId, ...people].join('|')];
  const union = (wanted: (table: Table) => string) => tables.map((table) => selection(table, wanted(table))).join(' union all ');
  const theirs = union((table) => `${isTheirs(table)} and ${isCounted(table)}`);
  const rest = union((table) => `not (${isTheirs(table)})`);
  return {
    async checksum() {
      const [row] = await superuser.rows<{ sum: string }>(
        `select md5(string_agg(md5(r.name || r.row), '' order by md5(r.name || r.row))) as sum from (${theirs}) r`,
        values,
      );
      return row?.sum ?? '';
    },
    async read() {
      const found = await superuser.rows<{ name: string; row: string }>(theirs, values);
      const byTable = Map.groupBy(found, ({ name }) => name);
      return new Map([...byTable].map(([name, rows]) => [name, rows.map(({ row }) => row).sort()]));
    },
    others: async () => (await superuser.rows<{ row: string }>(rest, values)).map(({ row }) => row),
  };
}

/** Rows of no organization are theirs where they name them. */
const isTheirs = ({ hasOrganization }: Table): string =>
  hasOrganization ? '(coalesce(x.organization_id = $1::uuid, x::text ~ $2))' : '(x::text ~ $2 or x::text ~ $1)';

const isCounted = ({ name }: Table): string => {
  const conditions = LEFT_OUT.flatMap(({ table, rows }) => (table === name && rows ? `not (${rows})` : []));
  return conditions.length > 0 ? conditions.join(' and ') : 'true';
};

function selection({ name }: Table, condition: string): string {
  const columns = LEFT_OUT.flatMap(({ table, columns: left = [] }) => (table === name ? left : []));
  const [schema, table] = name.split('.');
  return `select '${name}' as name, (to_jsonb(x) - '{${columns.join(',')}}'::text[])::text as row from "${schema}"."${table}" x where ${condition}`;
}

/** The rows that are in one of two readings only. */
export function changedRows(
  before: Map<string, string[]>,
  after: Map<string, string[]>,
): { table: string; gone: string[]; come: string[] }[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((table) => {
    const [old, now] = [new Set(before.get(table)), new Set(after.get(table))];
    const [gone, come] = [[...old].filter((row) => !now.has(row)), [...now].filter((row) => !old.has(row))];
    return gone.length + come.length > 0 ? [{ table, gone, come }] : [];
  });
}
