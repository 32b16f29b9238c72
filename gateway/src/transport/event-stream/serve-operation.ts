import type { ServerResponse } from 'node:http';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpRequest, HttpResponse } from '../../http.js';
import type { Realtime } from '../../realtime/realtime.js';
import type { TransportName } from '../../realtime/realtime-metrics.js';
import { type GraphqlRequest, readGraphqlRequest, readGraphqlSearch, readJson } from '../graphql-request.js';
import type { OperationRunner } from '../operation-runner.js';
import { startHeartbeat } from './heartbeat.js';
import { StreamOperation, type StreamWords } from './stream-operation.js';

export interface EventStreamOptions {
  runner: OperationRunner;
  realtime: Realtime;
  /** Milliseconds between heartbeats, and in which a client that is full has to take something. */
  heartbeat: { every: number; patience: number };
}

export interface Protocol {
  transport: TransportName;
  words: StreamWords;
  headers: Readonly<Record<string, string>>;
}

/** One operation for each HTTP request: its answers are written as they come. */
export async function serveOperation(request: HttpRequest, protocol: Protocol, options: EventStreamOptions): Promise<HttpResponse> {
  const graphql = await readOperation(request);
  const leave = options.realtime.enter(request.ip);
  const stream = (answer: ServerResponse) => runOn(answer, { request, graphql, leave }, protocol, options);
  return { status: 200, headers: protocol.headers, body: '', takeOver: { stream } };
}

interface Asked {
  request: HttpRequest;
  graphql: GraphqlRequest;
  leave: () => void;
}

function runOn(answer: ServerResponse, { request, graphql, leave }: Asked, protocol: Protocol, options: EventStreamOptions): void {
  const { runner, realtime, heartbeat } = options;
  const { words, transport } = protocol;
  const wire = new StreamOperation({ words, write: (bytes) => answer.write(bytes), onEnd: () => answer.end() });
  const connection = realtime.connect({ transport, request, stream: answer, wire: { close: ({ error }) => wire.error(error) } });
  const stop = startHeartbeat({ answer, bytes: words.heartbeat, ...heartbeat, onLost: () => answer.destroy() });
  answer.once('close', () => {
    stop();
    realtime.disconnect(connection);
    leave();
  });
  answer.write(words.begin);
  const cursor = request.headers['last-event-id'] || undefined;
  void runner.run({ request, graphql, connection, wire, ...(cursor ? { cursor } : {}) }).then((outcome) => {
    if ('answer' in outcome) wire.answer(outcome.answer);
  });
}

/** @throws BAD_REQUEST for a body that is none; what GraphQL itself refuses is told as an answer. */
export async function readOperation({ method, search, headers, body }: HttpRequest): Promise<GraphqlRequest> {
  if (method === 'GET') return readGraphqlSearch(search);
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) throw GatewayErrors.BAD_REQUEST('The body has to be application/json');
  return readGraphqlRequest(readJson(await body.text(), 'The body'));
}
