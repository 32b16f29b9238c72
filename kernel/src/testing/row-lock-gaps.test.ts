import { describe, expect, it } from '@jest/globals';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { notesSubgraph } from '../../testing/notes.js';
import { anonymous } from '../auth/index.js';
import { BaseEntity, createOrm, rowSecurity } from '../db/index.js';
import { executeAs } from './execute-as.js';
import { rowLockGaps } from './row-lock-gaps.js';
import { testSubgraph } from './test-subgraph.js';

@Entity({ tableName: 'forgotten' })
class Forgotten extends BaseEntity {
  @Property({ type: 'uuid' })
  organizationId!: string;
}

describe('the gaps in the locks of rows', () => {
  const app = testSubgraph(notesSubgraph());
  const gaps = () => rowLockGaps(app.running().contextFor(anonymous).em);
  const asOwner = (...statements: string[]) => executeAs(app.database().ownerUrl, ...statements);
  const table = (name: string) => `create table ${name} (id uuid primary key, organization_id uuid not null)`;

  it('are none where every table of organizations is locked', async () => {
    await asOwner('create table of_nobody (id uuid primary key)');

    expect(await gaps()).toEqual([]);
  });

  it('are seen where a table, or a view, was forgotten', async () => {
    await asOwner(table('forgotten'), 'create view looking_in as select organization_id from note');

    expect(await gaps()).toEqual([
      'forgotten: row security is not enabled',
      'forgotten: row security is not forced',
      'forgotten: there is no policy',
      'forgotten: no index begins with organization_id',
      'looking_in: row security is not enabled',
      'looking_in: row security is not forced',
      'looking_in: there is no policy',
      'looking_in: no index begins with organization_id',
    ]);
    await asOwner('drop table forgotten', 'drop view looking_in');
  });

  it.each([
    ['is switched off', 'alter table half disable row level security', 'row security is not enabled'],
    ['does not bind the owner', 'alter table half no force row level security', 'row security is not forced'],
    ['lets everybody read', 'create policy open on half for select using (true)', 'nothing narrows open'],
    ['lets everybody write', 'alter policy tenant_update on half with check (true)', 'nothing narrows tenant_update'],
    [
      'has an index for some rows only',
      'drop index half_index; create index on half (organization_id) where id is null',
      'no index begins with organization_id',
    ],
  ])('are seen where row security %s', async (_, sql, gap) => {
    await asOwner(table('half'), 'create index half_index on half (organization_id)', ...rowSecurity('half'));
    expect(await gaps()).toEqual([]);

    await asOwner(sql);

    expect(await gaps()).toEqual([`half: ${gap}`]);
    await asOwner('drop table half');
  });
});

describe('the gaps beside the tables', () => {
  const app = testSubgraph(notesSubgraph());
  const gapsAs = async (url: string) => {
    const orm = await createOrm({ url, schema: 'notes', entities: [Forgotten], poolSize: 1 });
    try {
      return await rowLockGaps(orm.em.fork());
    } finally {
      await orm.close(true);
    }
  };

  it('are an entity without the filter, and a role that owns the tables', async () => {
    expect(await gapsAs(app.database().ownerUrl)).toEqual([
      'Forgotten has no tenant filter',
      'role notes_owner is not notes_app',
      'role notes_owner acts as an owner',
    ]);
  });

  it('are a role that no lock binds', async () => {
    const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
    url.pathname = new URL(app.database().ownerUrl).pathname;

    expect(await gapsAs(url.href)).toEqual([
      'Forgotten has no tenant filter',
      `role ${url.username} is not notes_app`,
      `role ${url.username} passes row security`,
      `role ${url.username} acts as an owner`,
      `role ${url.username} is the platform’s without becoming it`,
    ]);
  });
});
