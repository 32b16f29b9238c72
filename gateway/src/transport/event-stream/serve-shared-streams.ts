import { randomUUID } from 'node:crypto';
import type { Logger } from '@supergraph/kernel/logger';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpRequest, HttpResponse } from '../../http.js';
import { principalOf } from '../../limits/rate/principal-of.js';
import { readGraphqlRequest, readJson } from '../graphql-request.js';
import type { EventStreamOptions } from './serve-operation.js';
import { SharedStream } from './shared-stream.js';
import { EVENT_STREAM_HEADERS } from './words.js';

/** Milliseconds in which a reserved stream has to be opened. */
const OPEN_WITHIN = 30_000;
const TOKEN_HEADER = 'x-graphql-event-stream-token';

/** The token of a stream, where the request belongs to one. */
export const streamTokenOf = ({ headers, search }: HttpRequest): string | null =>
  headers[TOKEN_HEADER] ?? new URLSearchParams(search).get('token');

interface Reservation {
  stream: SharedStream;
  expiry: NodeJS.Timeout;
  leave: () => void;
}

/**
 * Event streams that carry many operations. They live in this process: a client has to reach the same one with all its requests.
 * Who is not the one who reserved a stream is told that there is none.
 */
export function serveSharedStreams(options: EventStreamOptions & { log: Logger }) {
  const reservations = new Map<string, Reservation>();
  const release = (token: string) => {
    const reservation = reservations.get(token);
    if (!reservation) return;
    reservations.delete(token);
    clearTimeout(reservation.expiry);
    reservation.leave();
  };
  const find = (request: HttpRequest): { token: string; reservation: Reservation } => {
    const token = streamTokenOf(request) ?? '';
    const reservation = reservations.get(token);
    if (!reservation || reservation.stream.principal !== holderOf(request)) throw GatewayErrors.STREAM_NOT_FOUND();
    return { token, reservation };
  };
  return {
    reserve(request: HttpRequest): HttpResponse {
      const token = randomUUID();
      const leave = options.realtime.enter(request.ip);
      const expiry = setTimeout(() => release(token), OPEN_WITHIN).unref();
      reservations.set(token, { stream: new SharedStream(holderOf(request), options), expiry, leave });
      return { status: 201, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }, body: token };
    },
    open(request: HttpRequest): HttpResponse {
      const { token, reservation } = find(request);
      if (reservation.stream.isOpen) throw GatewayErrors.STREAM_CONFLICT('The stream is open already');
      clearTimeout(reservation.expiry);
      return {
        status: 200,
        headers: EVENT_STREAM_HEADERS,
        body: '',
        takeOver: { stream: (answer) => reservation.stream.open(answer, request, () => release(token)) },
      };
    },
    async run(request: HttpRequest): Promise<HttpResponse> {
      const { stream } = find(request).reservation;
      const graphql = readGraphqlRequest(readJson(await request.body.text(), 'The body'));
      const operationId = graphql.extensions?.operationId;
      if (typeof operationId !== 'string' || operationId === '')
        throw GatewayErrors.BAD_REQUEST('extensions.operationId names the operation');
      if (!stream.isOpen) throw GatewayErrors.STREAM_NOT_FOUND();
      if (stream.has(operationId)) throw GatewayErrors.STREAM_CONFLICT('An operation of that id is running');
      stream
        .run(operationId, request, graphql)
        .catch((error) => options.log.error({ error, requestId: request.id }, 'an operation of an event stream failed unexpectedly'));
      return { status: 202, headers: {}, body: '' };
    },
    cancel(request: HttpRequest): HttpResponse {
      const operationId = new URLSearchParams(request.search).get('operationId');
      if (!operationId) throw GatewayErrors.BAD_REQUEST('operationId names the operation');
      find(request).reservation.stream.cancel(operationId);
      return { status: 200, headers: {}, body: '' };
    },
  };
}

/** Whoever acts as a person is not that person. */
const holderOf = ({ identity, ip }: HttpRequest): string =>
  `${principalOf(identity, ip)}:${identity.subject ?? ''}:${identity.organizationId ?? ''}`;
