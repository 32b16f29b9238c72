import { DomainError } from '@supergraph/kernel/errors';
import { decodeCursor, type RealtimeBroker } from '@supergraph/kernel/realtime';
import type { Facts } from '@supergraph/kernel/tenancy';
import { GatewayErrors } from '../gateway.errors.js';
import type { HttpRequest } from '../http.js';
import type { Operation, OperationResult } from '../operation.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { type ConnectionLimits, Connections } from './connections.js';
import { deliveryModeOf } from './delivery-mode.js';
import { createHub } from './hub.js';
import { LiveAuthorization } from './live-authorization.js';
import { Moving } from './moving.js';
import { followPulse, type PulseWatch } from './pulse-watch.js';
import type { EndReason, RealtimeMetrics } from './realtime-metrics.js';
import { type OperationWire, Subscription } from './subscription.js';
import { OpeningRefused, Triggers, type TriggersOptions } from './triggers.js';

export interface RealtimeOptions extends Pick<TriggersOptions, 'callSubgraph' | 'eventSource' | 'judgement' | 'metrics' | 'log'> {
  /** Null where live updates cannot be had. */
  broker: RealtimeBroker | null;
  facts: Facts;
  limits: ConnectionLimits;
}

/** What a client asked for, and where its answers go. */
export interface Request {
  connection: Connection;
  wire: OperationWire;
  /** `extensions.resume.cursor`, or what stands for it in the protocol. */
  cursor?: unknown;
  onEnd?: (reason: EndReason) => void;
}

/** Live updates of this process. */
export interface Realtime {
  /** @throws SOCKET_LIMIT; SERVER_RESTARTING where no more connections are taken. */
  enter(address: string): () => void;
  connect(options: Omit<ConnectionOptions, 'onSlow'>): Connection;
  /** The same person has another token: what it says more or less takes effect at once. */
  refresh(connection: Connection, request: HttpRequest): void;
  disconnect(connection: Connection): void;
  /**
   * Gives what takes a subscription once it is let through; see `RequestFacts.subscriber`.
   *
   * @param accepted is called with the subscription as soon as it is opened.
   */
  subscriber(request: Request, accepted: (subscription: Subscription) => void): (operation: Operation) => Promise<OperationResult>;
  reload(supergraph: LoadedSupergraph): Promise<void>;
  /** Takes no more connections, and closes those that are there, spread over a time in milliseconds. */
  drain(within: number): Promise<void>;
  stop(): Promise<void>;
}

const SLOW = { code: 1013, reason: 'Too slow: try again', end: 'slow_client' } as const;
const RESTART = { code: 1012, reason: 'The gateway is restarting', end: 'server_close' } as const;

export function createRealtime(options: RealtimeOptions): Realtime {
  const { broker, facts, limits, metrics, judgement, log } = options;
  const connections = new Connections(limits, metrics);
  const authorization = new LiveAuthorization({ facts, connections, triggers: () => live().triggers, moving: () => live().moving, log });
  const started = broker && startLive(options, broker, authorization);
  const live = () => {
    if (!started) throw GatewayErrors.SUBSCRIPTIONS_UNAVAILABLE();
    return started;
  };
  let isDraining = false;

  return {
    enter(address) {
      if (isDraining) throw GatewayErrors.SERVER_RESTARTING();
      return connections.enter(address);
    },
    connect(init) {
      const connection = new Connection({ ...init, onSlow: (slow) => slow.close({ ...SLOW, error: GatewayErrors.SLOW_CLIENT() }) });
      connections.add(connection);
      return connection;
    },
    refresh(connection, request) {
      const before = connection.identity.scopes.join(' ');
      connection.authenticateAs(request);
      if (connection.identity.scopes.join(' ') === before) return;
      for (const subscription of [...connection.subscriptions]) live().moving.rejudgeSoon(subscription);
    },
    disconnect(connection) {
      connection.gone();
      connections.remove(connection);
    },
    subscriber: (request, accepted) => async (operation) => {
      const { triggers } = live();
      const after = request.cursor === undefined || request.cursor === null ? null : decodeCursor(request.cursor);
      const subscription = open({ request, operation, metrics, release: connections.claim(request.connection) });
      try {
        await triggers.join(subscription, operation, after);
      } catch (error) {
        subscription.forget('failed');
        if (error instanceof OpeningRefused) return { data: null, errors: error.errors };
        throw error;
      }
      if (!subscription.isEnded) {
        metrics.operations.add({ transport: request.connection.transport }, 1);
        subscription.isRunning = true;
        accepted(subscription);
      }
      return { data: null };
    },
    async reload(supergraph) {
      if (!started) return;
      await Promise.all(started.triggers.all().map((shared) => started.moving.reload(shared, supergraph)));
    },
    async drain(within) {
      isDraining = true;
      await spread(connections, within);
    },
    async stop() {
      authorization.stop();
      started?.pulse.stop();
      await started?.hub.close();
    },
  };
  function startLive(given: RealtimeOptions, source: RealtimeBroker, gate: LiveAuthorization) {
    const hub = createHub({ broker: source, log });
    const triggers = new Triggers({
      ...given,
      hub,
      settling: (organizationId) => gate.settling(organizationId),
      onChanged: (organizationId) => gate.changed(organizationId),
    });
    const pulse: PulseWatch = followPulse({ hub, triggers, metrics, log });
    return { hub, triggers, moving: new Moving({ triggers, judgement, log }), pulse };
  }
}

interface Opening {
  request: Request;
  operation: Operation;
  metrics: RealtimeMetrics;
  release: () => void;
}

function open({ request: { connection, wire, onEnd }, operation, metrics, release }: Opening): Subscription {
  const { transport } = connection;
  let isLatest = false;
  try {
    ({ isLatest } = deliveryModeOf(operation));
  } catch (error) {
    release();
    throw error instanceof DomainError ? error : GatewayErrors.BAD_REQUEST(String(error));
  }
  const subscription = new Subscription({
    connection,
    wire,
    operation: { ...operation, request: { ...operation.request, subscriber: undefined } },
    isLatest,
    onDrop: (count) => metrics.dropped.add({ reason: 'slow' }, count),
    onEnd: (ended, reason) => {
      connection.subscriptions.delete(ended);
      release();
      if (ended.isRunning) metrics.operations.add({ transport }, -1);
      if (ended.isRunning) metrics.ends.add({ reason });
      onEnd?.(reason);
    },
  });
  connection.subscriptions.add(subscription);
  return subscription;
}

/** Closes all connections, evenly over a time: their clients do not all come to the other gateways at once. */
async function spread(connections: Connections, within: number): Promise<void> {
  const all = connections.all();
  const closing = all.map(
    (connection, index) =>
      new Promise<void>((resolve) =>
        setTimeout(
          () => {
            connection.close({ ...RESTART, error: GatewayErrors.SERVER_RESTARTING() });
            resolve();
          },
          (within * index) / all.length,
        ),
      ),
  );
  await Promise.all(closing);
}
