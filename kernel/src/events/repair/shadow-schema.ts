import pg from 'pg';
import { platformRole } from '../../db/index.js';
import { RepairError } from './repair-error.js';

/** What a handler writes beside its tables: in the shadow these begin empty, and what it announces there is never published. */
const BOOKS = ['inbox', 'consumer_sequence', 'parked_event', 'outbox', 'event_sequence'];

export interface ShadowOptions {
  /** Of a superuser, in the subgraph's database. */
  adminUrl: string;
  schema: string;
  consumer: string;
  tables: readonly string[];
  generation: number;
}

/**
 * A schema beside the subgraph's own: the consumer's tables and books as empty copies with the same locks, everything else as
 * views that can only be read.
 */
export class ShadowSchema {
  readonly name: string;
  readonly #client: pg.Client;

  constructor(private readonly options: ShadowOptions) {
    this.name = `${options.schema}_g${options.generation}`;
    this.#client = new pg.Client({ connectionString: options.adminUrl });
  }

  async open(): Promise<void> {
    await this.#client.connect();
    await this.#refuseReferenced();
    const { schema, tables } = this.options;
    const { rows } = await this.#client.query<{ name: string }>('select tablename as name from pg_tables where schemaname = $1', [schema]);
    const copied = [...tables, ...BOOKS];
    const missing = copied.filter((table) => !rows.some(({ name }) => name === table));
    if (missing.length > 0) throw new RepairError('REBUILD_FAILED', `There is no table ${missing.join(', ')} in "${schema}"`);
    await this.#client.query(`drop schema if exists "${this.name}" cascade; create schema "${this.name}" authorization "${schema}_owner"`);
    await this.#client.query(`grant usage on schema "${this.name}" to "${schema}_app", "${platformRole(schema)}"`);
    for (const table of copied) await this.#copy(table);
    for (const { name } of rows) if (!copied.includes(name)) await this.#show(name);
  }

  /**
   * Puts the new tables in the place of the old ones. `catchUp` runs while the consumers of the subgraph stand still for a moment:
   * what it brings into the shadow is the last there is. One transaction; the live group goes on as if it had done it all.
   */
  async swap(catchUp: () => Promise<void>): Promise<void> {
    const { schema, consumer, tables } = this.options;
    const old = `${this.name}_old`;
    const books = ['consumer_sequence', 'parked_event'];
    await this.#client.query(`set lock_timeout = 10000; begin; lock table "${schema}".inbox in exclusive mode`);
    try {
      await catchUp();
      await this.#client.query(`create schema "${old}"`);
      for (const table of tables) {
        const foreign = await this.#foreignKeys(schema, table);
        await this.#client.query(
          `alter table "${schema}"."${table}" set schema "${old}"; alter table "${this.name}"."${table}" set schema "${schema}"`,
        );
        for (const { name, rule } of foreign)
          await this.#client.query(`alter table "${schema}"."${table}" add constraint "${name}" ${rule}`);
      }
      const { rows } = await this.#client.query<{ name: string; columns: string }>(
        `select table_name as name, string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
         where table_schema = $1 and table_name = any($2) and is_identity = 'NO' group by 1`,
        [schema, books],
      );
      for (const { name, columns } of rows) {
        await this.#client.query(`delete from "${schema}"."${name}" where consumer = $1`, [consumer]);
        await this.#client.query(
          `insert into "${schema}"."${name}" (${columns}) select ${columns} from "${this.name}"."${name}" where consumer = $1`,
          [consumer],
        );
      }
      await this.#client.query(
        `insert into "${schema}".inbox select * from "${this.name}".inbox where consumer = $1 on conflict do nothing`,
        [consumer],
      );
      await this.#client.query(`drop schema "${this.name}" cascade; drop schema "${old}" cascade; commit`);
    } catch (error) {
      await this.#client.query('rollback');
      throw error;
    }
  }

  /** Leaves nothing behind where there was no swap. */
  async close(): Promise<void> {
    await this.#client.query(`drop schema if exists "${this.name}" cascade`).finally(() => this.#client.end());
  }

  /** A row that others point at cannot be replaced behind their back. */
  async #refuseReferenced(): Promise<void> {
    const { schema, tables } = this.options;
    const { rows } = await this.#client.query<{ name: string }>(
      `select distinct c.conrelid::regclass::text as name from pg_constraint c join pg_class t on t.oid = c.confrelid join pg_namespace n on n.oid = t.relnamespace
       where c.contype = 'f' and n.nspname = $1 and t.relname = any($2) and c.conrelid <> c.confrelid`,
      [schema, tables],
    );
    const [first] = rows;
    if (first) throw new RepairError('REBUILD_FAILED', `${first.name} points at a table that would be replaced`);
  }

  async #copy(table: string): Promise<void> {
    const { schema } = this.options;
    const copy = `"${this.name}"."${table}"`;
    await this.#client.query(
      `create table ${copy} (like "${schema}"."${table}" including all); alter table ${copy} owner to "${schema}_owner"`,
    );
    const { rows: grants } = await this.#client.query<{ role: string; rights: string }>(
      `select grantee as role, string_agg(privilege_type, ', ') as rights from information_schema.role_table_grants
       where table_schema = $1 and table_name = $2 and grantee in ($3, $4) group by 1`,
      [schema, table, `${schema}_app`, platformRole(schema)],
    );
    for (const { role, rights } of grants) await this.#client.query(`grant ${rights} on ${copy} to "${role}"`);
    await this.#client.query(`grant usage, select on all sequences in schema "${this.name}" to "${schema}_app", "${platformRole(schema)}"`);
    await this.#copyLocks(table);
  }

  async #copyLocks(table: string): Promise<void> {
    const { schema } = this.options;
    const copy = `"${this.name}"."${table}"`;
    const { rows: locks } = await this.#client.query<{ locked: boolean; forced: boolean }>(
      'select relrowsecurity as locked, relforcerowsecurity as forced from pg_class where oid = $1::regclass',
      [`"${schema}"."${table}"`],
    );
    if (locks[0]?.locked) await this.#client.query(`alter table ${copy} enable row level security`);
    if (locks[0]?.forced) await this.#client.query(`alter table ${copy} force row level security`);
    const { rows: policies } = await this.#client.query<Policy>(
      'select policyname, permissive, roles::text[] as roles, cmd, qual, with_check from pg_policies where schemaname = $1 and tablename = $2',
      [schema, table],
    );
    for (const { policyname, permissive, roles, cmd, qual, with_check } of policies) {
      const to = roles.map((role) => (role === 'public' ? role : `"${role}"`)).join(', ');
      const using = qual ? `using (${qual})` : '';
      const check = with_check ? `with check (${with_check})` : '';
      await this.#client.query(`create policy "${policyname}" on ${copy} as ${permissive} for ${cmd} to ${to} ${using} ${check}`);
    }
  }

  async #show(table: string): Promise<void> {
    const { schema } = this.options;
    const view = `"${this.name}"."${table}"`;
    await this.#client.query(`create view ${view} with (security_invoker = true) as select * from "${schema}"."${table}"`);
    await this.#client.query(`grant select on ${view} to "${schema}_app", "${platformRole(schema)}"`);
  }

  async #foreignKeys(schema: string, table: string): Promise<{ name: string; rule: string }[]> {
    const { rows } = await this.#client.query<{ name: string; rule: string }>(
      "select conname as name, pg_get_constraintdef(oid) as rule from pg_constraint where contype = 'f' and conrelid = $1::regclass",
      [`"${schema}"."${table}"`],
    );
    return rows;
  }
}

interface Policy {
  policyname: string;
  permissive: string;
  roles: string[];
  cmd: string;
  qual: string | null;
  with_check: string | null;
}
