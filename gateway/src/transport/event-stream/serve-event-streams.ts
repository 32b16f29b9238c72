import type { Logger } from '@supergraph/kernel/logger';
import { GatewayErrors } from '../../gateway.errors.js';
import type { HttpRequest, HttpResponse } from '../../http.js';
import type { Next } from '../../stage.js';
import { type EventStreamOptions, type Protocol, serveOperation } from './serve-operation.js';
import { serveSharedStreams, streamTokenOf } from './serve-shared-streams.js';
import { EVENT_STREAM_HEADERS, eventStreamWords, MULTIPART_HEADERS, multipartWords } from './words.js';

const distinct: Protocol = { transport: 'event-stream', words: eventStreamWords, headers: EVENT_STREAM_HEADERS };
const multipart: Protocol = { transport: 'multipart', words: multipartWords, headers: MULTIPART_HEADERS };

const MULTIPART = /multipart\/mixed\s*;[^,]*subscriptionspec="?1\.0/i;

const EVENTS = /\btext\/event-stream\b/i;
const ONE_ANSWER = /\bapplication\/(graphql-response\+)?json\b|\*\/\*/i;

/** A stream has begun before there is anything to be said of cookies. Whoever takes one answer as well, gets that. */
async function answerAtOnce(request: HttpRequest, token: string | null, otherwise: Next<HttpRequest, HttpResponse>): Promise<HttpResponse> {
  const { accept = '' } = request.headers;
  const isStream = token !== null || ((EVENTS.test(accept) || MULTIPART.test(accept)) && !ONE_ANSWER.test(accept));
  if (isStream) throw GatewayErrors.CSRF_REFUSED('its answer would be a stream');
  return otherwise(request);
}

/** Answers over HTTP that are written as events come: graphql-sse in both modes, and Apollo's multipart. Everything else goes on. */
export function serveEventStreams(options: EventStreamOptions & { log: Logger }) {
  const shared = serveSharedStreams(options);
  return (otherwise: Next<HttpRequest, HttpResponse>): Next<HttpRequest, HttpResponse> =>
    async (request) => {
      const { method, headers } = request;
      const token = streamTokenOf(request);
      const wantsEvents = EVENTS.test(headers.accept ?? '');
      if (request.cookies) return answerAtOnce(request, token, otherwise);
      if (method === 'PUT') return shared.reserve(request);
      if (token !== null && method === 'GET' && wantsEvents) return shared.open(request);
      if (token !== null && method === 'POST' && !wantsEvents) return shared.run(request);
      if (token !== null && method === 'DELETE') return shared.cancel(request);
      if ((method === 'GET' || method === 'POST') && wantsEvents) return serveOperation(request, distinct, options);
      if (method === 'POST' && MULTIPART.test(headers.accept ?? '')) return serveOperation(request, multipart, options);
      return otherwise(request);
    };
}
