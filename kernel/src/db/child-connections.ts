import type { EntityClass } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { type Connection, checkPage, type PageArgs, refuseCursor, toConnection } from './connection.js';
import { isUuid } from './find-by-id.js';

export interface ChildQuery {
  /** Column of the child that holds the parent's id. */
  parentColumn: string;
  /** More conditions in SQL over the child `c`, with `?` for each parameter. */
  where?: { sql: string; params: unknown[] };
}

export interface ChildPage extends PageArgs {
  parentId: string;
  query: ChildQuery;
}

type Child = { id: string };
type Found = { parent_id: string; id: string };

/**
 * A loader of pages below many parents (`organizations { members(first: 3) }`): the ids of all pages in one lateral
 * statement, their rows in a second one, however many parents there are. Newest first; the id (UUIDv7) is the cursor.
 */
export function childConnections<Row extends Child>(em: EntityManager, entity: EntityClass<Row>, options: { filters?: Filters } = {}) {
  const counts = new DataLoader<ChildPage, number, string>((pages) => countPages(em, entity, pages), { cacheKeyFn: countKey });
  return new DataLoader<ChildPage, Connection<Row>, string>((pages) => loadPages({ em, entity, counts, ...options }, pages), {
    cacheKeyFn: (page) => JSON.stringify(page),
  });
}

type Filters = Record<string, boolean | Record<string, unknown>>;

interface Source<Row> {
  em: EntityManager;
  entity: EntityClass<Row>;
  counts: DataLoader<ChildPage, number, string>;
  filters?: Filters;
}

async function loadPages<Row extends Child>(
  { em, entity, counts, filters }: Source<Row>,
  pages: readonly ChildPage[],
): Promise<Connection<Row>[]> {
  const groups = Map.groupBy(pages, (page) => JSON.stringify([page.first, page.after ?? null, page.query]));
  const found = new Map<ChildPage, string[]>();
  for (const group of groups.values()) await findIds(em, entity, group, found);
  const ids = [...new Set([...found.values()].flat())];
  const rows = ids.length ? await em.find(entity, { id: { $in: ids } } as never, { filters: filters as never }) : [];
  const byId = new Map(rows.map((row) => [row.id, row as Row]));
  return pages.map((page) => {
    const all = (found.get(page) ?? []).flatMap((id) => byId.get(id) ?? []);
    return toConnection(all.slice(0, page.first), {
      cursorOf: (row) => Buffer.from(row.id).toString('base64url'),
      hasNextPage: all.length > page.first,
      hasPreviousPage: Boolean(page.after),
      count: () => counts.load(page),
    });
  });
}

async function findIds(em: EntityManager, entity: EntityClass<Child>, group: ChildPage[], found: Map<ChildPage, string[]>): Promise<void> {
  const [{ first, after, query }] = group as [ChildPage];
  checkPage({ first });
  const cursor = after ? Buffer.from(after, 'base64url').toString() : null;
  if (cursor && !isUuid(cursor)) throw refuseCursor();
  const rows = await em.execute<Found[]>(
    `select p.id as parent_id, c.id from unnest(?::uuid[]) p(id) cross join lateral (
       select c.id from ${tableOf(em, entity)} c where c.${query.parentColumn} = p.id ${cursor ? 'and c.id < ?' : ''} ${query.where ? `and (${query.where.sql})` : ''}
       order by c.id desc limit ?) c`,
    [`{${group.map((page) => page.parentId).join(',')}}`, ...(cursor ? [cursor] : []), ...(query.where?.params ?? []), first + 1],
  );
  const byParent = Map.groupBy(rows, (row) => row.parent_id);
  for (const page of group)
    found.set(
      page,
      (byParent.get(page.parentId) ?? []).map((row) => row.id),
    );
}

const countKey = ({ parentId, query }: ChildPage) => JSON.stringify([parentId, query]);

async function countPages(em: EntityManager, entity: EntityClass<Child>, pages: readonly ChildPage[]): Promise<number[]> {
  const groups = Map.groupBy(pages, (page) => JSON.stringify(page.query));
  const found = new Map<string, number>();
  for (const group of groups.values()) {
    const [{ query }] = group as [ChildPage];
    const rows = await em.execute<{ parent_id: string; count: string }[]>(
      `select c.${query.parentColumn} as parent_id, count(*) as count from ${tableOf(em, entity)} c
       where c.${query.parentColumn} = any(?::uuid[]) ${query.where ? `and (${query.where.sql})` : ''} group by 1`,
      [`{${group.map((page) => page.parentId).join(',')}}`, ...(query.where?.params ?? [])],
    );
    for (const row of rows) found.set(countKey({ first: 0, parentId: row.parent_id, query }), Number(row.count));
  }
  return pages.map((page) => found.get(countKey(page)) ?? 0);
}

function tableOf(em: EntityManager, entity: EntityClass<Child>): string {
  const { schema, tableName } = em.getMetadata().get(entity);
  return `"${schema ?? em.config.get('schema')}"."${tableName}"`;
}
