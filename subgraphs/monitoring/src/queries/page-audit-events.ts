import { type FilterQuery, raw } from '@mikro-orm/core';
import type { Context } from '@supergraph/kernel/context';
import { type Connection, checkPage, isUuid, type PageArgs, refuseCursor, toConnection } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { type AuditFilter, auditRows } from './audit-filter.js';

export interface AuditPage extends PageArgs {
  parentId: string;
  filter: AuditFilter;
}

/** How a parent's events are found and put in order. */
interface Listing {
  parent: { column: string; type: 'uuid' | 'text' };
  /** The column that orders and that a cursor holds; unique below one parent. */
  order: 'sequence' | 'id';
  isCursor: (cursor: string) => boolean;
}

type Reader = Pick<Context, 'em' | 'actor'>;

/** Pages of organizations' trails, in the order of their chains, the newest first. */
export const auditEventsOfOrganizations = (reader: Reader) =>
  pagesBelow(reader, {
    parent: { column: 'organization_id', type: 'uuid' },
    order: 'sequence',
    isCursor: (cursor) => /^\d{1,18}$/.test(cursor),
  });

/** Pages of what users did, the newest first: chains of several organizations have no common number, but ids sort by time. */
export const auditEventsOfUsers = (reader: Reader) =>
  pagesBelow(reader, { parent: { column: 'actor_id', type: 'text' }, order: 'id', isCursor: isUuid });

/** The ids of all pages in one lateral statement for each distinct arguments, their rows in one more. */
function pagesBelow(reader: Reader, listing: Listing) {
  return new DataLoader<AuditPage, Connection<AuditEvent> | null, string>(
    async (pages) => {
      const groups = Map.groupBy(pages, ({ first, after, filter }) => JSON.stringify([first, after, filter]));
      const found = new Map<AuditPage, string[]>();
      for (const group of groups.values()) await findIds(reader, listing, group, found);
      const ids = [...new Set([...found.values()].flat())];
      const rows = ids.length ? await reader.em.find(AuditEvent, { id: { $in: ids } }) : [];
      const byId = new Map(rows.map((row) => [row.id, row]));
      return pages.map((page) =>
        toPage(
          page,
          listing,
          (found.get(page) ?? []).flatMap((id) => byId.get(id) ?? []),
        ),
      );
    },
    { cacheKeyFn: (page) => JSON.stringify(page) },
  );
}

async function findIds({ em, actor }: Reader, listing: Listing, group: AuditPage[], found: Map<AuditPage, string[]>): Promise<void> {
  const [{ first, after, filter }] = group as [AuditPage];
  const { parent, order } = listing;
  checkPage({ first });
  const cursor = after ? readCursor(after, listing) : null;
  const below = { [raw((alias) => `${alias}.${parent.column} = p.id`)]: [] } as FilterQuery<AuditEvent>;
  const behind = cursor ? [{ [order]: { $lt: cursor } } as FilterQuery<AuditEvent>] : [];
  const { sql, params } = em
    .createQueryBuilder(AuditEvent, 'e')
    .select('id')
    .where({ $and: [below, auditRows(actor, filter), ...behind] } as never)
    .orderBy({ [order]: 'desc' })
    .limit(first + 1)
    .toQuery();
  const rows = await em.execute<{ parent_id: string; id: string }[]>(
    `select p.id as parent_id, c.id from jsonb_to_recordset(?::jsonb) as p(id ${parent.type}) cross join lateral (${sql}) c`,
    [JSON.stringify(group.map(({ parentId }) => ({ id: parentId }))), ...params],
  );
  const byParent = Map.groupBy(rows, (row) => row.parent_id);
  for (const page of group) found.set(page, byParent.get(page.parentId)?.map(({ id }) => id) ?? []);
}

function readCursor(after: string, { isCursor }: Listing): string {
  const cursor = Buffer.from(after, 'base64url').toString();
  if (isCursor(cursor)) return cursor;
  throw refuseCursor();
}

function toPage({ first, after }: AuditPage, { order }: Listing, rows: AuditEvent[]): Connection<AuditEvent> {
  return toConnection(rows.slice(0, first), {
    cursorOf: (row) => Buffer.from(String(row[order])).toString('base64url'),
    hasNextPage: rows.length > first,
    hasPreviousPage: Boolean(after),
    count: async () => Promise.reject(new Error('audit trails are not counted')),
  });
}
