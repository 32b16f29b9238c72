import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Actor, type Identity, serviceIdentity } from '../auth/index.js';
import { cachedReads } from '../cache/index.js';
import type { Context } from '../context/index.js';
import { type EventedEntityManager, type RowScope, scopeRows } from '../db/index.js';
import { appendToOutbox, type EventHeaders, EventRecorder, type RaisedEvent } from '../events/index.js';
import type { RealtimePubSub } from '../pubsub/index.js';
import { type CallingClient, ClientCookies } from '../transport/index.js';
import type { Ports, SubgraphDefinition } from './definition.js';
import { lazyLog } from './lazy-log.js';
import { lazyParts } from './lazy-parts.js';
import type { OpenCaches } from './open-caches.js';

/** Where a context comes from: a request, an event, a job. */
export interface Origin {
  identity: Identity;
  requestId: string;
  client?: CallingClient | undefined;
  /** What the subgraph caches may be read, since nothing is changed and nothing was just told of. */
  isCached?: boolean;
  /** The event that is being handled. */
  causationId?: string | undefined;
}

export interface ContextParts {
  definition: Pick<SubgraphDefinition, 'name' | 'loaders'>;
  orm: MikroORM;
  ports: Ports;
  services: unknown;
  pubsub: RealtimePubSub;
  caches: OpenCaches;
  /** Runs after a commit that carried these events. */
  committed: (events: readonly RaisedEvent[]) => Promise<void>;
  /** Whether so many events wait that none may be raised for now. */
  isOverloaded: () => boolean;
}

/** Builds what travels through one request: its EntityManager narrowed to the organization, its events, its loaders. */
export function createContext(parts: ContextParts, origin: Origin): Context {
  const actor = new Actor(origin.identity);
  const brought = origin.client?.cookies;
  return assemble(parts, {
    origin,
    actor,
    events: new EventRecorder(headersOf(origin), parts.isOverloaded),
    cookies: brought ? new ClientCookies(brought) : null,
    scope: scopeFor(actor),
  });
}

interface Given {
  origin: Origin;
  actor: Actor;
  events: EventRecorder;
  cookies: ClientCookies | null;
  scope: RowScope;
}

type OnDemand = Pick<Context, 'em' | 'loaders' | 'caches'>;

/** Many a request is answered without the database: what reads it is there when somebody asks for it. */
const withOnDemand = lazyParts<OnDemand>(['em', 'loaders', 'caches']);

function assemble(parts: ContextParts, given: Given): Context {
  const { definition, ports, services } = parts;
  const { origin, actor, events, cookies, scope } = given;
  let em: EntityManager | undefined;
  let across: Context | undefined;
  const rest: Omit<Context, keyof OnDemand> = {
    actor,
    events,
    cookies,
    services,
    cache: ports.cache,
    pubsub: parts.pubsub,
    broker: ports.broker,
    facts: ports.facts,
    log: lazyLog(() =>
      ports.log.child({
        requestId: origin.requestId,
        organizationId: actor.organizationId ?? undefined,
        userId: actor.kind === 'user' ? actor.subject : undefined,
        impersonatorId: actor.impersonatorId ?? undefined,
        apiKeyId: actor.apiKeyId ?? undefined,
      }),
    ),
    requestId: origin.requestId,
    client: { ip: origin.client?.ip, userAgent: origin.client?.userAgent },
    acrossOrganizations: () => {
      across ??= scope === 'platform' ? ctx : assemble(parts, { ...given, scope: 'platform' });
      return across as never;
    },
    discard: () => {
      em?.clear();
      events.take();
      cookies?.drop();
      if (across !== ctx) across?.discard();
    },
    callSibling: (subgraph, query, variables, { organizationId } = { organizationId: actor.organizationId }) =>
      ports.call(subgraph, {
        query,
        variables,
        identity: serviceIdentity(definition.name, organizationId),
        requestId: origin.requestId,
        client: withoutCookies(origin.client),
      }),
  };
  const ctx: Context = withOnDemand(rest, {
    em: () => {
      em = openEntityManager(parts, given);
      return em;
    },
    loaders: () => definition.loaders?.(ctx),
    caches: () => openCachedReads(parts, given, ctx.em),
  });
  return ctx;
}

function openEntityManager({ orm, ports, committed }: ContextParts, { events, scope }: Given): EntityManager {
  // It may be opened within another one's transaction, and is none of it.
  const fork = orm.em.fork({ disableContextResolution: true }) as EventedEntityManager;
  const em = scopeRows(fork, scope, ports.openLocks);
  const written: RaisedEvent[] = [];
  em.announce({
    hasEvents: () => events.hasEvents,
    append: (within) => {
      const raised = events.take();
      written.push(...raised);
      return appendToOutbox(within, raised);
    },
    committed: () => committed(written.splice(0)),
  });
  return em;
}

function openCachedReads({ ports, caches }: ContextParts, { origin, scope }: Given, em: EntityManager) {
  // Before what is cached stands one lock in the place of two.
  const visible = ports.openLocks?.filter && ports.openLocks.rows ? 'platform' : scope;
  return cachedReads({ caches: caches.caches, em, scope: visible, isFresh: !origin.isCached || caches.areOff });
}

/** What a sibling is told of the client. */
const withoutCookies = ({ cookies: _, ...client }: CallingClient = {}): CallingClient => client;

/** Platform staff, and our own processes where no organization is named, see all rows; everybody else one organization's. */
function scopeFor(actor: Actor): RowScope {
  const isOurs = actor.kind === 'service' || actor.kind === 'system';
  if (actor.isPlatform || (isOurs && actor.organizationId === null)) return 'platform';
  return { organizationId: actor.organizationId, userId: actor.kind === 'user' ? actor.subject : null };
}

function headersOf({ identity, requestId, client, causationId }: Origin): EventHeaders {
  return {
    correlationId: requestId,
    causationId,
    actor: { kind: identity.kind, id: identity.subject },
    impersonatorId: identity.impersonatorId ?? undefined,
    apiKeyId: identity.apiKeyId ?? undefined,
    sessionId: identity.sessionId ?? undefined,
    ip: client?.ip,
    userAgent: client?.userAgent,
  };
}
