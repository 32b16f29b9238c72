import { Pool } from 'undici';
import { IDENTITY_HEADER, serviceIdentity, signIdentity } from '../auth/index.js';
import type { FeedRequest, LogFeed } from './event-feed.js';
import type { EventRecord } from './event-record.js';

/** How a subgraph reaches the events of the others. */
export interface EventTransport {
  /** Names of the subgraphs whose events can be read. */
  sources(): string[];
  /** @throws when the publisher does not answer; the caller tries again. */
  read(source: string, request: FeedRequest): Promise<EventRecord[]>;
  /** The last position of a publisher's log. @throws when the publisher does not answer. */
  head(source: string): Promise<string>;
  close(): Promise<void>;
}

export interface InProcessEvents extends EventTransport {
  register(source: string, feed: LogFeed): void;
}

/** The events of subgraphs that live in this very process. */
export function inProcessEvents(): InProcessEvents {
  const feeds = new Map<string, LogFeed>();
  const feedOf = (source: string): LogFeed => {
    const feed = feeds.get(source);
    if (!feed) throw new Error(`The subgraph "${source}" is not in this process`);
    return feed;
  };
  return {
    register: (source, feed) => void feeds.set(source, feed),
    sources: () => [...feeds.keys()],
    read: async (source, request) => feedOf(source)(request),
    head: async (source) => feedOf(source).head(),
    close: async () => {},
  };
}

/** Where a subgraph serves its events to its siblings, beside its GraphQL endpoint. */
export const EVENTS_PATH = '/internal/events';

/** The events of subgraphs in other processes, by long polling over signed HTTP. */
export function httpEvents({
  urls,
  secret,
  service,
}: {
  urls: Readonly<Record<string, string>>;
  secret: string;
  service: string;
}): EventTransport {
  const pools = new Map<string, Pool>();
  const poolFor = (source: string) => {
    const pool = pools.get(source) ?? new Pool(new URL(urls[source] ?? '').origin, { connections: 2 });
    pools.set(source, pool);
    return pool;
  };
  const ask = async (source: string, path: string, { wait = 0, signal }: { wait?: number; signal?: AbortSignal | undefined } = {}) => {
    const { body, statusCode } = await poolFor(source).request({
      method: 'GET',
      path,
      headers: { [IDENTITY_HEADER]: signIdentity(serviceIdentity(service), { secret, audience: source, content: path }) },
      headersTimeout: wait + 10_000,
      signal: signal ?? null,
    });
    if (statusCode === 200) return body.json();
    await body.dump();
    throw new Error(`The event feed of "${source}" answered ${statusCode}`);
  };
  return {
    sources: () => Object.keys(urls),
    async read(source, { after, limit, wait, signal }) {
      return (await ask(source, `${EVENTS_PATH}?after=${after}&limit=${limit}&wait=${wait}`, { wait, signal })) as EventRecord[];
    },
    async head(source) {
      return ((await ask(source, `${EVENTS_PATH}/head`)) as { head: string }).head;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
