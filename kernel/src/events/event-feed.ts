import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventRecord } from './event-record.js';
import type { Signal } from './signal.js';

export interface FeedRequest {
  /** Position after which to read; '0' from the start. */
  after: string;
  limit: number;
  /** Milliseconds to wait for an event where there is none yet. */
  wait: number;
  signal?: AbortSignal;
}

/** Reads one publisher's log. */
export type ReadFeed = (request: FeedRequest) => Promise<EventRecord[]>;

/** One publisher's log, with its end. */
export interface LogFeed extends ReadFeed {
  /** The last position; '0' while it is empty. */
  head(): Promise<string>;
}

const POLL = 250;

export interface EventFeedOptions {
  em: () => EntityManager;
  schema: string;
  published: Signal;
  /** No other process publishes on this database: the relay's word is all there is to wait for. */
  isAlone?: boolean | undefined;
}

/** The log of this subgraph, for whoever consumes it: waits for the relay's word, and polls for another replica's. */
export function eventFeed(source: string, options: EventFeedOptions): LogFeed {
  const read = async ({ after, limit }: FeedRequest): Promise<EventRecord[]> => {
    const rows = await options.em().execute<LogRow[]>(
      `select ${LOG_COLUMNS}
       from "${options.schema}".event_log l where position > ? order by position limit ?`,
      [after, limit],
    );
    return rows.map((row) => toRecord(source, row));
  };
  const follow: ReadFeed = async (request) => {
    const deadline = Date.now() + request.wait;
    for (;;) {
      const version = options.published.version;
      const records = await read(request);
      const left = deadline - Date.now();
      if (records.length > 0 || left <= 0 || request.signal?.aborted) return records;
      await options.published.wait(options.isAlone ? left : Math.min(POLL, left), request.signal, version);
      if (options.isAlone && options.published.version === version) return [];
    }
  };
  return Object.assign(follow, { head: () => readHead(options) });
}

/** The feed without messages that are not events of this publisher, but copies that wait in its log for another try or for an operator. */
export const withoutCopies =
  (feed: ReadFeed): ReadFeed =>
  async (request) =>
    (await feed(request)).filter(({ topic }) => topic.startsWith('evt.'));

/** The last position of the log; '0' while it is empty. */
export async function readHead({ em, schema }: Pick<EventFeedOptions, 'em' | 'schema'>): Promise<string> {
  const [row] = await em().execute<{ head: string }[]>(`select coalesce(max(position), 0) as head from "${schema}".event_log`);
  return String(row?.head ?? 0);
}

export const LOG_COLUMNS =
  'position, event_id, type, topic, l.aggregate_type, l.aggregate_id, sequence, organization_id, payload, headers, created_at';

export interface LogRow {
  position: string;
  event_id: string;
  type: string;
  topic: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: string;
  organization_id: string | null;
  payload: unknown;
  headers: EventRecord['headers'];
  created_at: Date | string;
}

export function toRecord(source: string, row: LogRow): EventRecord {
  return {
    position: String(row.position),
    id: row.event_id,
    type: row.type,
    source,
    topic: row.topic,
    aggregateType: row.aggregate_type,
    aggregateId: row.aggregate_id,
    sequence: String(row.sequence),
    organizationId: row.organization_id,
    payload: row.payload,
    headers: row.headers,
    createdAt: new Date(row.created_at).toISOString(),
  };
}
