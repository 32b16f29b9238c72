// What row-level security costs a read, by the way in which PostgreSQL is told the organization.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineEntity, p } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { provisionDatabase, startPostgres } from '@supergraph/infra';
import { createOrm, rowSecurity, scopeRows } from '@supergraph/kernel/db';
import pg from 'pg';
import { inTurns, print } from './measure.mjs';

const ORGANIZATIONS = 100;
const ROWS = 1_000;

const entity = (tableName) =>
  defineEntity({
    name: tableName,
    tableName,
    properties: { id: p.uuid().primary(), organizationId: p.uuid(), text: p.text() },
    filters: { tenant: { name: 'tenant', cond: ({ organizationId }) => ({ organizationId }), default: true } },
  });
const Open = entity('open_note');
const Locked = entity('locked_note');

const dataDir = await mkdtemp(join(tmpdir(), 'bench-rls-'));
const postgres = await startPostgres({ dataDir, durable: false });
const closing = [];
try {
  const { bench } = await provisionDatabase({
    adminUrl: postgres.url,
    database: 'bench',
    schemas: [{ schema: 'bench', ownerPassword: 'bench', appPassword: 'bench' }],
  });
  const rows = await fill(bench.ownerUrl);
  const ours = await createOrm({ url: bench.appUrl, schema: 'bench', entities: [Open, Locked] });
  const native = await MikroORM.init({ clientUrl: bench.appUrl, schema: 'bench', entities: [Open, Locked], pool: { max: 10 } });
  closing.push(
    () => ours.close(true),
    () => native.close(true),
  );

  const pick = () => rows[Math.floor(Math.random() * rows.length)];
  const scoped = (organizationId) => scopeRows(ours.em.fork(), { organizationId, userId: randomUUID() });
  const filtered = (em, organizationId) => {
    em.setFilterParams('tenant', { organizationId });
    return em;
  };
  const plain = (organizationId) => filtered(ours.em.fork(), organizationId);
  const inTransaction = (organizationId) =>
    filtered(native.em.fork({ session: { variables: { 'app.organization_id': organizationId } } }), organizationId);

  const reads = {
    'without row-level security': ({ organizationId, id }) => plain(organizationId).findOneOrFail(Open, { id }),
    'ours: told in the same message': ({ organizationId, id }) => scoped(organizationId).findOneOrFail(Locked, { id }),
    "MikroORM's: a transaction of four messages": ({ organizationId, id }) => inTransaction(organizationId).findOneOrFail(Locked, { id }),
  };
  const lists = {
    'without row-level security': ({ organizationId }) => plain(organizationId).find(Open, {}, { orderBy: { id: 'asc' }, limit: 20 }),
    'ours: told in the same message': ({ organizationId }) =>
      scoped(organizationId).find(Locked, {}, { orderBy: { id: 'asc' }, limit: 20 }),
    "MikroORM's: a transaction of four messages": ({ organizationId }) =>
      inTransaction(organizationId).find(Locked, {}, { orderBy: { id: 'asc' }, limit: 20 }),
  };
  const of = (candidates) => Object.fromEntries(Object.entries(candidates).map(([name, run]) => [name, () => run(pick())]));
  print('One row by id', await inTurns(of(reads)));
  print('One row by id, 16 at a time', await inTurns(of(reads), { concurrency: 16 }));
  print('A list of 20', await inTurns(of(lists), { turns: 500 }));
} finally {
  for (const close of closing) await close();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function fill(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const organizations = Array.from({ length: ORGANIZATIONS }, () => randomUUID());
  for (const table of ['open_note', 'locked_note']) {
    await client.query(`create table ${table} (id uuid primary key, organization_id uuid not null, text text not null)`);
    await client.query(
      `insert into ${table} select gen_random_uuid(), ($1::uuid[])[1 + n % ${ORGANIZATIONS}], 'note ' || n from generate_series(1, ${ROWS * ORGANIZATIONS}) n`,
      [organizations],
    );
    await client.query(`create index on ${table} (organization_id, id)`);
  }
  await client.query('truncate locked_note');
  await client.query('insert into locked_note select * from open_note');
  const { rows } = await client.query('select id, organization_id as "organizationId" from open_note order by random() limit 5000');
  for (const sql of rowSecurity('locked_note')) await client.query(sql);
  await client.query('vacuum analyze');
  await client.end();
  return rows;
}
