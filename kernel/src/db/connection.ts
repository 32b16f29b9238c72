import { Cursor, type EntityClass, type FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors/index.js';

/** The most rows a page holds. */
export const MAX_PAGE_SIZE = 100;

/** Arguments of every list: page size and the cursor of the row before the page. */
export interface PageArgs {
  first: number;
  after?: string | null | undefined;
}

/** A page as clients see it; `totalCount` is computed only where it is asked for. */
export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  count: () => Promise<number>;
}

export interface ConnectionQuery<Row> {
  where?: FilterQuery<Row>;
  /** Columns with direction; must end in a unique one. */
  orderBy: readonly Record<string, 'asc' | 'desc'>[];
  page: PageArgs;
  /** Filters of the entity to switch off or to tell something, as MikroORM takes them. */
  filters?: Record<string, boolean | Record<string, unknown>>;
}

const refusePage = (field: string, message: string) =>
  new DomainError({ code: 'BAD_USER_INPUT', kind: 'invalid', message, field: [field] });

/** What a client hears that made its cursor up. */
export const refuseCursor = () => refusePage('after', '"after" is not a cursor of this list');

/** Refuses a page size outside 1…100. */
export function checkPage({ first }: PageArgs): void {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE_SIZE)
    throw refusePage('first', `"first" must be between 1 and ${MAX_PAGE_SIZE}`);
}

/** Refuses a cursor that no list of this order has given out. */
function checkCursor(after: string | null | undefined, columns: number): void {
  if (!after) return;
  try {
    const values: unknown = Cursor.decode(after);
    if (Array.isArray(values) && values.length === columns) return;
  } catch {
    // Not even JSON: refused below like every other text.
  }
  throw refuseCursor();
}

/** One page by keyset: never an offset, so a page stays right while rows come and go. One statement. */
export async function connection<Row extends object>(
  em: EntityManager,
  entity: EntityClass<Row>,
  query: ConnectionQuery<Row>,
): Promise<Connection<Row>> {
  checkPage(query.page);
  checkCursor(query.page.after, query.orderBy.length);
  const where = (query.where ?? {}) as never;
  const cursor = await em
    .findByCursor(entity, {
      where,
      orderBy: query.orderBy as never,
      first: query.page.first,
      after: query.page.after ?? undefined,
      filters: query.filters as never,
      includeCount: false,
    })
    .catch((error) => {
      throw isCursorProblem(error, query.page) ? refuseCursor() : error;
    });
  const meta = em.getMetadata().get(entity);
  return toConnection(cursor.items as Row[], {
    cursorOf: (row) => Cursor.for(meta, row as never, query.orderBy as never),
    hasNextPage: cursor.hasNextPage,
    hasPreviousPage: Boolean(query.page.after),
    count: () => em.count(entity, where, { filters: query.filters as never }),
  });
}

interface PageFacts<Row> {
  cursorOf: (row: Row) => string;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  count: () => Promise<number>;
}

/** Dresses rows as a page. */
export function toConnection<Row>(nodes: Row[], facts: PageFacts<Row>): Connection<Row> {
  const edges = nodes.map((node) => ({ cursor: facts.cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: facts.hasNextPage,
      hasPreviousPage: facts.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: facts.count,
  };
}

/** A cursor that came from a client may be anything: what breaks on it is the client's mistake. */
function isCursorProblem(error: unknown, page: PageArgs): boolean {
  if (!page.after || !(error instanceof Error)) return false;
  return (
    error.name === 'CursorError' ||
    error instanceof SyntaxError ||
    error instanceof TypeError ||
    /invalid input syntax|date\/time/.test(error.message)
  );
}
