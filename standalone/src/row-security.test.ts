import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm, platformRole, scopeRows } from '@supergraph/kernel/db';
import { eventMigrations } from '@supergraph/kernel/events';
import { schemaName } from '@supergraph/kernel/subgraph';
import { createTestDatabase, readRole, readTables, rowLockGaps, type TestDatabase } from '@supergraph/kernel/testing';
import { subgraphs } from './subgraphs.js';

// What is each subgraph's own, such as which tables it has, its tenancy.test.ts says.
describe.each(subgraphs.map((subgraph) => [subgraph.name, subgraph] as const))('the rows of %s', (name, { definition }) => {
  const schema = schemaName(name);
  let database: TestDatabase;
  let orm: MikroORM;
  beforeAll(async () => {
    database = await createTestDatabase({ schema, migrations: [...eventMigrations, ...definition.migrations] });
    orm = await createOrm({ url: database.appUrl, schema, entities: definition.entities, poolSize: 1 });
  });
  afterAll(async () => {
    await orm?.close(true);
    await database?.drop();
  });

  it('stand open nowhere between organizations', async () => {
    expect(await rowLockGaps(orm.em.fork())).toEqual([]);
  });

  it('belong to a role that nobody works under', async () => {
    const tables = await readTables(orm.em.fork());

    expect([...new Set(tables.map(({ owner }) => owner))]).toEqual([`${schema}_owner`]);
  });

  it('are seen by the platform through its policies, and not past them', async () => {
    const role = await readRole(scopeRows(orm.em.fork(), 'platform'));

    expect(role).toEqual({ name: platformRole(schema), passes: false, owns: false, isPlatform: true });
  });
});
