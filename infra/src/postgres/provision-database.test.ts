import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../../testing/query.js';
import { scratch } from '../../testing/scratch.js';
import { type DatabaseUrls, provisionDatabase, type RunningPostgres } from '../index.js';

const SCHEMAS = ['tenant', 'auth', 'user', 'module_registry', 'monitoring'] as const;
const DENIED = { code: '42501' };

describe('provisionDatabase', () => {
  const { folder, start } = scratch();
  const schemas = SCHEMAS.map((schema) => ({ schema, ownerPassword: `owner's %41 / ${schema}`, appPassword: `app@${schema}` }));
  let dataDir: string;
  let server: RunningPostgres;
  let urls: Record<(typeof SCHEMAS)[number], DatabaseUrls>;

  beforeAll(async () => {
    dataDir = join(await folder(), 'pg');
    server = await start(dataDir);
    // Four at once, as processes do that start together.
    const all = await Promise.all([1, 2, 3, 4].map(() => provisionDatabase({ adminUrl: server.url, database: 'erp', schemas })));
    urls = all[0]!;
    for (const schema of SCHEMAS) {
      await query(urls[schema].ownerUrl, 'CREATE TABLE notes (id serial PRIMARY KEY, text text)');
    }
  });

  it('lets each app role read and write what its owner made, in its own schema without naming it', async () => {
    for (const schema of SCHEMAS) {
      const { appUrl } = urls[schema];
      await query(appUrl, `INSERT INTO notes (text) VALUES ('a'), ('b')`);
      await query(appUrl, `UPDATE notes SET text = 'c' WHERE text = 'a'`);
      await query(appUrl, `DELETE FROM notes WHERE text = 'b'`);

      expect(await query(appUrl, `SELECT text, current_schema() AS schema, current_user AS role FROM "${schema}".notes`)).toEqual([
        { text: 'c', schema, role: `${schema}_app` },
      ]);
    }
  });

  it('keeps every role out of the schemas of the others', async () => {
    for (const schema of SCHEMAS) {
      for (const other of SCHEMAS.filter((name) => name !== schema)) {
        for (const url of [urls[schema].appUrl, urls[schema].ownerUrl]) {
          await expect(query(url, `SELECT * FROM "${other}".notes`)).rejects.toMatchObject(DENIED);
        }
      }
    }
  });

  it.each([
    'CREATE TABLE "user".more ()',
    'CREATE TABLE public.more ()',
    'CREATE TEMPORARY TABLE more ()',
    'CREATE SCHEMA more',
    'TRUNCATE notes',
    'DROP TABLE notes',
    'ALTER TABLE notes DISABLE ROW LEVEL SECURITY',
    'SET ROLE user_owner',
  ])('forbids an app role: %s', async (sql) => {
    await expect(query(urls.user.appUrl, sql)).rejects.toMatchObject(DENIED);
  });

  it('makes roles that are bound by row-level security and have no power over the server', async () => {
    const roles = await query(
      server.url,
      `SELECT rolname FROM pg_roles WHERE rolname ~ '_(app|owner)$' AND rolcanlogin
       AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)`,
    );

    expect(roles).toHaveLength(2 * SCHEMAS.length);
  });

  it('keeps the data when it is called again, brings new passwords into force, and respects what a migration revoked', async () => {
    await query(urls.auth.ownerUrl, 'CREATE TABLE ledger (entry text); REVOKE UPDATE ON ledger FROM auth_app');
    const renewed = schemas.map((schema) => ({ ...schema, appPassword: 'another' }));

    const again = await provisionDatabase({ adminUrl: server.url, database: 'erp', schemas: renewed });

    expect(await query(again.auth.appUrl, 'SELECT text FROM notes')).toEqual([{ text: 'c' }]);
    await expect(query(again.auth.appUrl, `UPDATE ledger SET entry = ''`)).rejects.toMatchObject(DENIED);
    await expect(query(urls.auth.appUrl, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('never sends a password to the server, so none can be in its log', async () => {
    await query(server.url, `ALTER SYSTEM SET log_statement = 'all'`);
    await query(server.url, 'SELECT pg_reload_conf()');
    await provisionDatabase({ adminUrl: server.url, database: 'erp', schemas });

    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');

    expect(log).toContain('ALTER ROLE "user_app"');
    for (const { ownerPassword, appPassword } of schemas) {
      expect(log).not.toContain(appPassword);
      expect(log).not.toContain(ownerPassword.replaceAll("'", "''"));
    }
  });
});
