import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSuperuser, type Row } from '../fuzz/database.js';
import { type Product, startProduct } from './product.js';

export interface ObservedProduct extends Product {
  mailFolder: string;
  /** The super admin. */
  staff: { email: string; password: string };
  /** A superuser's look into its database, or a hand in it: time is made to pass there. */
  rows<Found extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<Found[]>;
  stop(): Promise<void>;
}

/** What a process makes up at its first start; the roles of the server are every suite's, and so is their password. */
const SECRETS = {
  serviceSecret: 'a secret that only tests know, 32+',
  keyEncryptionSecret: 'another secret that only tests know',
  databasePassword: 'test-only',
  superAdminPassword: 'only-the-tests-know-this-1',
};

/** The all-in-one process, as a person would start it, on a database of its own in the tests' PostgreSQL. Its requests are not counted. */
export async function aProduct(env: Record<string, string> = {}): Promise<ObservedProduct> {
  const folder = await mkdtemp(join(tmpdir(), 'innoerp-e2e-'));
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(SECRETS), { mode: 0o600 });
  const adminUrl = process.env.TEST_POSTGRES_URL ?? '';
  const database = `test_product_${randomUUID().slice(0, 8)}`;
  // Several companies sign up at once on a machine that has other things to do.
  const patience = { SIGN_UP_WAIT_MS: '20000' };
  const given = { DATABASE_URL: adminUrl, DATABASE_NAME: database, RATE_LIMIT: 'off', ...patience, ...env };
  const product = await startProduct(folder, given).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const superuser = asSuperuser(adminUrl, database);
  return {
    ...product,
    mailFolder: `${folder}/mail`,
    staff: { email: 'admin@innoerp.example', password: SECRETS.superAdminPassword },
    rows: superuser.rows,
    async stop() {
      await product.end('SIGTERM');
      await superuser.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
