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
export function childConnections<Row extends Child>(em: EntityManager, entity: EntityClass<Row>) {
  return new DataLoader<ChildPage, Connection<Row>, string>((pages) => loadPages(em, entity, pages), {
    cacheKeyFn: (page) => JSON.stringify(page),
  });
}

async function loadPages<Row extends Child>(
  em: EntityManager,
  entity: EntityClass<Row>,
  pages: readonly ChildPage[],
): Promise<(Connection<Row> | Error)[]> {
  const groups = Map.groupBy(pages, (page) => JSON.stringify([page.first, page.after ?? null, page.query]));
  const found = new Map<ChildPage, string[]>();
  for (const group of groups.values()) await findIds(em, entity, group, found);
  const ids = [...new Set([...found.values()].flat())];
  const rows = ids.length ? await em.find(entity, { id: { $in: ids } } as never) : [];
  const byId = new Map(rows.map((row) => [row.id, row as Row]));
  return pages.map((page) => {
    const all = (found.get(page) ?? []).flatMap((id) => byId.get(id) ?? []);
    return toConnection(all.slice(0, page.first), {
      cursorOf: (row) => Buffer.from(row.id).toString('base64url'),
      hasNextPage: all.length > page.first,
      hasPreviousPage: Boolean(page.after),
      count: () => countChildren(em, entity, page),
    });
  });
}

async function findIds(em: EntityManager, entity: EntityClass<Child>, group: ChildPage[], found: Map<ChildPage, string[]>): Promise<void> {
  const [{ first, after, query }] = group as [ChildPage];
  checkPage({ first });
  const cursor = after ? Buffer.from(after, 'base64url').toString() : null;
  if (cursor && !isUuid(cursor)) throw refuseCursor();
  const { schema, tableName } = em.getMetadata().get(entity);
  const table = `"${schema ?? em.config.get('schema')}"."${tableName}"`;
  const rows = await em.execute<Found[]>(
    `select p.id as parent_id, c.id from unnest(?::uuid[]) p(id) cross join lateral (
       select c.id from ${table} c where c.${query.parentColumn} = p.id ${cursor ? 'and c.id < ?' : ''} ${query.where ? `and (${query.where.sql})` : ''}
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

async function countChildren(em: EntityManager, entity: EntityClass<Child>, { parentId, query }: ChildPage): Promise<number> {
  const { schema, tableName } = em.getMetadata().get(entity);
  const table = `"${schema ?? em.config.get('schema')}"."${tableName}"`;
  const [row] = await em.execute<{ count: string }[]>(
    `select count(*) as count from ${table} c where c.${query.parentColumn} = ? ${query.where ? `and (${query.where.sql})` : ''}`,
    [parentId, ...(query.where?.params ?? [])],
  );
  return Number(row?.count ?? 0);
}
