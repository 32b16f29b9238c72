import { DomainError } from '@supergraph/kernel/errors';
import type { Logger } from '@supergraph/kernel/logger';
import type { GraphQLFormattedError } from 'graphql';
import { MASKED, showError } from '../gateway.errors.js';
import type { HttpRequest } from '../http.js';
import type { Connection } from '../realtime/connection.js';
import type { Realtime } from '../realtime/realtime.js';
import type { EndReason } from '../realtime/realtime-metrics.js';
import type { OperationWire, Subscription } from '../realtime/subscription.js';
import type { GraphqlAnswer, GraphqlOverHttp } from './graphql-over-http.js';
import { type GraphqlRequest, resumeCursorOf } from './graphql-request.js';

export interface RunOptions {
  /** As it was authenticated. */
  request: HttpRequest;
  graphql: GraphqlRequest;
  connection: Connection;
  wire: OperationWire;
  /** Overrides what the request says. */
  cursor?: unknown;
  onEnd?: (reason: EndReason) => void;
}

/** What became of an operation: it runs, or it was answered at once, or it was not even begun. */
export type Outcome = { subscription: Subscription } | { answer: GraphqlAnswer; isRefusal: boolean };

/** Runs operations that came over a connection that can carry events. */
export interface OperationRunner {
  run(options: RunOptions): Promise<Outcome>;
}

export function createOperationRunner({
  graphql,
  realtime,
  log,
}: {
  graphql: GraphqlOverHttp;
  realtime: Realtime;
  log: Logger;
}): OperationRunner {
  return {
    async run({ request, graphql: asked, connection, wire, cursor, onEnd }) {
      let subscription: Subscription | null = null;
      let isSubscription = false;
      try {
        const subscriber = realtime.subscriber(
          { connection, wire, cursor: cursor ?? resumeCursorOf(asked), ...(onEnd ? { onEnd } : {}) },
          (accepted) => {
            subscription = accepted;
          },
        );
        const answer = await graphql.execute(request, asked, (operation) => {
          isSubscription = true;
          return subscriber(operation);
        });
        return subscription ? { subscription } : { answer, isRefusal: isSubscription || !('data' in answer) };
      } catch (error) {
        return { answer: { errors: [showFailure(error, request.id, log)] }, isRefusal: true };
      }
    },
  };
}

/** A refusal as clients see it; whatever else went wrong is logged and masked. */
export function showFailure(error: unknown, requestId: string, log: Logger): GraphQLFormattedError {
  if (error instanceof DomainError) return showError(error, requestId);
  log.error({ error, requestId }, 'an operation failed unexpectedly');
  return { message: MASKED.message, extensions: { code: MASKED.code, requestId } };
}
