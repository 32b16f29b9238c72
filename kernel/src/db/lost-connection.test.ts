import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Note, notesSubgraph } from '../../testing/notes.js';
import { eventMigrations, isInfrastructureError } from '../events/index.js';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { createOrm, inTransaction } from './index.js';

describe('a connection that is lost within a transaction', () => {
  let database: TestDatabase;
  let orm: MikroORM;
  beforeAll(async () => {
    const migrations = [...eventMigrations, ...notesSubgraph().definition.migrations];
    database = await createTestDatabase({ schema: 'notes', migrations });
    orm = await createOrm({ url: database.appUrl, schema: 'notes', entities: [Note], poolSize: 1 });
  });
  afterAll(async () => {
    await orm.close(true);
    await database.drop();
  });

  const dies = async (em: EntityManager) => {
    await em.execute('select 1');
    await em.execute('select pg_terminate_backend(pg_backend_pid())');
  };

  it.each<[string, (work: (em: EntityManager) => Promise<void>) => Promise<unknown>]>([
    ['of ours', (work) => within(orm.em.fork(), work)],
    ['of the unit of work', (work) => orm.em.fork().transactional((em) => work(em as EntityManager))],
  ])('%s is an outage to whoever was at work, and gives its place in the pool to another one', async (_, run) => {
    for (let time = 0; time < 3; time += 1) {
      const error = await run(dies).then(
        () => null,
        (reason) => reason,
      );
      expect(isInfrastructureError(error)).toBe(true);
    }

    expect(await orm.em.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
  });
});

const within = (em: EntityManager, work: (em: EntityManager) => Promise<void>) => inTransaction(em, () => work(em));
