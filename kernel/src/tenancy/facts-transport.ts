import { Pool } from 'undici';
import { IDENTITY_HEADER, serviceIdentity, signIdentity } from '../auth/index.js';
import type { ChangesRequest, FactsAnswer, FactsChanges, FactsFeed, FactsQuestion } from './facts-feed.js';

/** How a process reaches the facts of the subgraphs. Null: the subgraph has none. @throws when it does not answer. */
export interface FactsTransport {
  sources(): string[];
  ask(source: string, question: FactsQuestion): Promise<FactsAnswer | null>;
  changes(source: string, request: ChangesRequest): Promise<FactsChanges | null>;
  close(): Promise<void>;
}

export interface InProcessFacts extends FactsTransport {
  register(source: string, feed: FactsFeed | null): void;
}

/** The facts of subgraphs that live in this very process. */
export function inProcessFacts(): InProcessFacts {
  const feeds = new Map<string, FactsFeed | null>();
  const feedOf = (source: string) => {
    const feed = feeds.get(source);
    if (feed === undefined) throw new Error(`The subgraph "${source}" is not in this process`);
    return feed;
  };
  return {
    register: (source, feed) => void feeds.set(source, feed),
    sources: () => [...feeds.keys()],
    ask: async (source, question) => (await feedOf(source)?.ask(question)) ?? null,
    changes: async (source, request) => (await feedOf(source)?.changes(request)) ?? null,
    close: async () => {},
  };
}

/** Where a subgraph serves its facts to our other processes, beside its GraphQL endpoint. */
export const FACTS_PATH = '/internal/facts';

const PATIENCE = 5_000;

export interface HttpFactsOptions {
  urls: Readonly<Record<string, string>>;
  secret: string;
  /** Name of the asking process. */
  service: string;
}

/** The facts of subgraphs in other processes, over signed HTTP. */
export function httpFacts({ urls, secret, service }: HttpFactsOptions): FactsTransport {
  const pools = new Map<string, Pool>();
  const poolFor = (source: string) => {
    const pool = pools.get(source) ?? new Pool(new URL(urls[source] ?? '').origin, { connections: 4 });
    pools.set(source, pool);
    return pool;
  };
  const send = async (source: string, path: string, { body, wait = 0, signal }: { body?: string; wait?: number; signal?: AbortSignal }) => {
    const answer = await poolFor(source).request({
      method: body === undefined ? 'GET' : 'POST',
      path,
      ...(body === undefined ? {} : { body }),
      headers: {
        'content-type': 'application/json',
        [IDENTITY_HEADER]: signIdentity(serviceIdentity(service), { secret, audience: source, content: body ?? path }),
      },
      headersTimeout: wait + PATIENCE,
      bodyTimeout: PATIENCE,
      signal: signal ?? null,
    });
    if (answer.statusCode === 200) return answer.body.json();
    await answer.body.dump();
    if (answer.statusCode === 404) return null;
    throw new Error(`The facts of "${source}" answered ${answer.statusCode}`);
  };
  return {
    sources: () => Object.keys(urls),
    ask: async (source, question) => (await send(source, FACTS_PATH, { body: JSON.stringify(question) })) as FactsAnswer | null,
    changes: async (source, { after, wait, ...rest }) =>
      (await send(source, `${FACTS_PATH}/changes?wait=${wait}${after === null ? '' : `&after=${after}`}`, {
        wait,
        ...rest,
      })) as FactsChanges | null,
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
