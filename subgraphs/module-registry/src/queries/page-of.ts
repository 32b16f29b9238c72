import { type Connection, checkPage, type PageArgs, toConnection } from '@supergraph/kernel/db';

interface PageOptions<Row> {
  page: PageArgs;
  cursorOf: (row: Row) => string;
  /** The place of the first row behind a cursor. @throws where it is none. */
  behind: (cursor: string) => number;
  /** Which rows are wanted at all. */
  where: (row: Row) => boolean;
}

/** One page of rows that are at hand, in their order. */
export function pageOf<Row>(rows: readonly Row[], { page, cursorOf, behind, where }: PageOptions<Row>): Connection<Row> {
  checkPage(page);
  const wanted = rows.slice(page.after ? behind(page.after) : 0).filter(where);
  return toConnection(wanted.slice(0, page.first), {
    cursorOf,
    hasNextPage: wanted.length > page.first,
    hasPreviousPage: Boolean(page.after),
    count: async () => rows.filter(where).length,
  });
}
