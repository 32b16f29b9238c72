// Creates the database and, for every subgraph of supergraph.yaml, its schema, the role that owns it (migrations) and
// the role that works in it. Safe to repeat. Needs DATABASE_URL (a superuser's) and DATABASE_PASSWORD.
import { readFile } from 'node:fs/promises';
import { provisionDatabase } from '@supergraph/infra';
import { schemaName } from '@supergraph/kernel/subgraph';
import { parse } from 'yaml';

const { DATABASE_URL: adminUrl, DATABASE_PASSWORD: password, DATABASE_NAME: database = 'innoerp' } = process.env;
if (!adminUrl || !password) {
  console.error('Set DATABASE_URL (of a PostgreSQL superuser) and DATABASE_PASSWORD (of the roles to make).');
  process.exit(1);
}
const { subgraphs } = parse(await readFile('supergraph.yaml', 'utf8'));
const schemas = Object.keys(subgraphs).map((name) => ({
  schema: schemaName(name),
  ownerPassword: password,
  appPassword: password,
}));
await provisionDatabase({ adminUrl, database, schemas });
console.log(`The database "${database}" has the schemas ${schemas.map(({ schema }) => schema).join(', ')}.`);
