import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { scramVerifier } from './scram-verifier.js';

export interface SchemaPasswords<Schema extends string = string> {
  schema: Schema;
  ownerPassword: string;
  appPassword: string;
}

export interface ProvisionOptions<Schema extends string = string> {
  /** A superuser's URL; its database is only used to create the other one. */
  adminUrl: string;
  database: string;
  schemas: readonly SchemaPasswords<Schema>[];
}

export interface DatabaseUrls {
  /** Reads and writes rows of its own schema, and nothing else. */
  appUrl: string;
  /** Owns the schema: runs its migrations. */
  ownerUrl: string;
}

/** Any fixed number; it only has to be the same in all our processes. */
const LOCK = 5_117_071_220_934_113;

/**
 * Makes the database and, per schema, the roles `<schema>_owner`, `<schema>_app` and `<schema>_platform`; what is there already
 * is brought in line and its data kept. Nobody logs in as the platform role: the application becomes it for a transaction
 * that has to see every organization's rows, and inherits nothing of it otherwise. Several processes may call it at once. What the owner creates from now on is open to the app
 * role; a migration may revoke that for a table, and it stays revoked.
 */
export async function provisionDatabase<Schema extends string>(options: ProvisionOptions<Schema>): Promise<Record<Schema, DatabaseUrls>> {
  const { adminUrl, database, schemas } = options;
  await withClient(adminUrl, async (admin) => {
    // Held until this connection ends. Such locks belong to one database, so all callers must name the same one in adminUrl.
    await admin.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await ensureDatabase(admin, database);
    await withClient(withDatabase(adminUrl, database), async (client) => {
      await client.query(
        ['BEGIN', ...databaseStatements(database), ...schemas.flatMap((s) => schemaStatements(database, s)), 'COMMIT'].join(';\n'),
      );
    });
  });
  return Object.fromEntries(schemas.map((schema) => [schema.schema, urlsOf(options, schema)])) as Record<Schema, DatabaseUrls>;
}

async function ensureDatabase(admin: Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  // template0, since nobody can be connected to it: PostgreSQL refuses to copy a template that is in use.
  if (!rowCount) await admin.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE template0`);
}

/** By default PostgreSQL lets every role connect to a database and make temporary tables in it. */
function databaseStatements(database: string): string[] {
  return [`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'];
}

function schemaStatements(databaseName: string, { schema: name, ownerPassword, appPassword }: SchemaPasswords): string[] {
  const [database, schema, owner, app, platform] = [databaseName, name, `${name}_owner`, `${name}_app`, `${name}_platform`].map((id) =>
    escapeIdentifier(id),
  );
  const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema} GRANT`;
  return [
    ...roleStatements(`${name}_owner`, ownerPassword, name),
    ...roleStatements(`${name}_app`, appPassword, name),
    ...platformRoleStatements(`${name}_platform`),
    // Inherited, its policies would hold for them all the time. (PostgreSQL 16 or later.)
    `GRANT ${platform} TO ${app}, ${owner} WITH INHERIT FALSE, SET TRUE`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${owner}`,
    `GRANT CONNECT ON DATABASE ${database} TO ${app}`,
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${owner}`,
    `ALTER SCHEMA ${schema} OWNER TO ${owner}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${app}, ${platform}`,
    `${defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app}, ${platform}`,
    `${defaults} USAGE, SELECT ON SEQUENCES TO ${app}, ${platform}`,
  ];
}

function platformRoleStatements(name: string): string[] {
  const role = escapeIdentifier(name);
  return [
    `DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(name)}) THEN CREATE ROLE ${role}; END IF; END $do$`,
    `ALTER ROLE ${role} WITH NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION`,
  ];
}

function roleStatements(name: string, password: string, schema: string): string[] {
  const role = escapeIdentifier(name);
  return [
    `DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(name)}) THEN CREATE ROLE ${role}; END IF; END $do$`,
    `ALTER ROLE ${role} WITH LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${escapeLiteral(scramVerifier(password))}`,
    `ALTER ROLE ${role} SET search_path TO ${escapeIdentifier(schema)}`,
  ];
}

function urlsOf({ adminUrl, database }: ProvisionOptions, { schema, ownerPassword, appPassword }: SchemaPasswords): DatabaseUrls {
  const urlFor = (role: string, password: string): string => {
    const url = new URL(withDatabase(adminUrl, database));
    url.username = encodeURIComponent(role);
    url.password = encodeURIComponent(password);
    return url.href;
  };
  return { appUrl: urlFor(`${schema}_app`, appPassword), ownerUrl: urlFor(`${schema}_owner`, ownerPassword) };
}

function withDatabase(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${encodeURIComponent(database)}`;
  return result.href;
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
