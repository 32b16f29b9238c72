import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';

export type Row = Record<string, unknown>;

/** A superuser's connections: sees what the roles of the product do not, and does what they must not. */
export interface Superuser {
  rows<Found extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<Found[]>;
  end(): Promise<void>;
}

export function asSuperuser(adminUrl: string, database: string): Superuser {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  return {
    // Named, and so planned once: what the fuzzer asks it asks thousands of times.
    rows: async <Found extends Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query({ name: createHash('md5').update(text).digest('hex'), text, values: [...values] })).rows as Found[],
    end: () => pool.end(),
  };
}

/** A copy of a database to which nobody is connected. @returns its name. */
export async function cloneDatabase(adminUrl: string, template: string): Promise<string> {
  const database = `${template}_${randomUUID().slice(0, 8)}`;
  await administer(adminUrl, `create database "${database}" template "${template}"`);
  return database;
}

export const dropDatabase = (adminUrl: string, database: string): Promise<void> =>
  administer(adminUrl, `drop database if exists "${database}" with (force)`);

async function administer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
