import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';

export interface MigrateOptions {
  /** URL of the role that owns the schema. */
  url: string;
  schema: string;
  migrations: readonly MigrationObject[];
}

const TABLE = 'migration';

/**
 * Brings a schema up to date, under an advisory lock, so that replicas which start together migrate once.
 *
 * @returns the names of the migrations that ran.
 */
export async function migrate({ url, schema, migrations }: MigrateOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [`migrate:${schema}`]);
    if (!(await isBehind(client, schema, migrations))) return [];
    return await run({ url, schema, migrations });
  } finally {
    await client.end();
  }
}

async function isBehind(client: pg.Client, schema: string, migrations: readonly MigrationObject[]): Promise<boolean> {
  const table = `"${schema}"."${TABLE}"`;
  const { rows } = await client.query('select to_regclass($1) is not null as exists', [table]);
  if (!rows[0].exists) return true;
  const done = await client.query<{ name: string }>(`select name from ${table}`);
  const names = new Set(done.rows.map((row) => row.name));
  return migrations.some((migration) => !names.has(migration.name));
}

async function run({ url, schema, migrations }: MigrateOptions): Promise<string[]> {
  const orm = await MikroORM.init({
    clientUrl: url,
    schema,
    entities: [],
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    migrations: { migrationsList: [...migrations], tableName: TABLE, schema, snapshot: false, allOrNothing: true, silent: true },
  });
  try {
    const done = await orm.migrator.up();
    return done.map((migration) => migration.name);
  } finally {
    await orm.close(true);
  }
}
