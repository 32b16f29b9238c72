import { randomUUID } from 'node:crypto';
import { provisionDatabase } from '@supergraph/infra';
import pg from 'pg';
import { type MigrateOptions, migrate } from '../db/index.js';

export interface TestDatabase {
  appUrl: string;
  ownerUrl: string;
  drop(): Promise<void>;
}

const PASSWORD = 'test-only';

/**
 * A database of its own for one test file, copied from a template that is migrated once per run. The server is the one
 * that jest's global setup started.
 */
export async function createTestDatabase({ schema, migrations }: Omit<MigrateOptions, 'url'>): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_POSTGRES_URL;
  if (!adminUrl) throw new Error('TEST_POSTGRES_URL is not set: run the tests through `npm test`');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const template = await ensureTemplate(admin, adminUrl, { schema, migrations });
    const database = `test_${schema}_${randomUUID().slice(0, 8)}`;
    await admin.query(`create database "${database}" template "${template}"`);
    return {
      appUrl: urlFor(adminUrl, database, `${schema}_app`),
      ownerUrl: urlFor(adminUrl, database, `${schema}_owner`),
      drop: () => dropDatabase(adminUrl, database),
    };
  } finally {
    await admin.end();
  }
}

async function ensureTemplate(admin: pg.Client, adminUrl: string, { schema, migrations }: Omit<MigrateOptions, 'url'>): Promise<string> {
  const template = `template_${schema}`;
  await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount) return template;
    const building = `${template}_${randomUUID().slice(0, 8)}`;
    const urls = await provisionDatabase({
      adminUrl,
      database: building,
      schemas: [{ schema, ownerPassword: PASSWORD, appPassword: PASSWORD }],
    });
    await migrate({ url: urls[schema]!.ownerUrl, schema, migrations });
    await admin.query(`alter database "${building}" rename to "${template}"`);
    return template;
  } finally {
    await admin.query('select pg_advisory_unlock(hashtext($1))', [template]);
  }
}

function urlFor(adminUrl: string, database: string, role: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = PASSWORD;
  url.pathname = `/${database}`;
  return url.href;
}

async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists "${database}" with (force)`);
  await admin.end();
}
