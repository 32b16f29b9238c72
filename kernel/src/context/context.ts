import type { EntityManager } from '@mikro-orm/postgresql';
import type { Actor } from '../auth/index.js';
import type { CachedReads, CacheStore } from '../cache/index.js';
import type { EventRecorder } from '../events/index.js';
import type { Logger } from '../logger/index.js';
import type { RealtimePubSub } from '../pubsub/index.js';
import type { RealtimeBroker } from '../realtime/index.js';
import type { Facts } from '../tenancy/index.js';
import type { ClientCookies, SubgraphResponse } from '../transport/index.js';

/** What a request or a message brings along; the first argument of everything. Built by the kernel, once each. */
export interface Context<Loaders = unknown, Services = unknown> {
  /** Reads and writes of this request only; sees the rows of its organization. */
  em: EntityManager;
  /** Who asks. */
  actor: Actor;
  /** Announces facts; they leave with the next flush. */
  events: EventRecorder;
  /**
   * Of a client that keeps its tokens in cookies: reads, sets and clears them. Null for all others, and in every subgraph but the
   * one that owns sessions. A mutation that is refused or fails changes none.
   */
  cookies: ClientCookies | null;
  /** Batched reads, alive for this request. */
  loaders: Loaders;
  /** What the subgraph keeps for its whole life, built once at its start. */
  services: Services;
  cache: CacheStore;
  /** What the subgraph caches of its rows, as far as this request may see them. A mutation reads past it. */
  caches: CachedReads;
  /** Live messages, as graphql-redis-subscriptions has them; on the broker. */
  pubsub: RealtimePubSub;
  broker: RealtimeBroker;
  /** What is known of organizations, the request's own among them. */
  facts: Facts;
  log: Logger;
  requestId: string;
  client: { ip?: string | undefined; userAgent?: string | undefined };
  /**
   * The same request with an EntityManager that sees every organization's rows, under the database's platform role; events
   * raised on either are one list. For the few things that are not one organization's affair, such as a login, which finds out
   * whose it is. Each use is listed, with its reason, in the subgraph's tests.
   */
  acrossOrganizations(): this;
  /** Forgets what was changed or raised since the last flush, here and across organizations. */
  discard(): void;
  /**
   * Asks a sibling, signed in this subgraph's own name, for fields that clients cannot see. It acts in the request's
   * organization, or in the one that `options` names; null for none, which sees all.
   */
  callSibling(
    subgraph: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    options?: { organizationId: string | null },
  ): Promise<SubgraphResponse>;
}
