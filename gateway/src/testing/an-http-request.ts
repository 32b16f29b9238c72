import { Readable } from 'node:stream';
import { type HttpBody, type HttpRequest, type HttpResponse, unknownYet } from '../http.js';
import type { Next } from '../stage.js';
import { requestBody } from '../transport/request-body.js';

/** A request for the stages of the HTTP ring. */
export const anHttpRequest = (request: Partial<HttpRequest> = {}): HttpRequest => ({
  ...unknownYet(),
  id: 'r-1',
  method: 'POST',
  path: '/graphql',
  route: '/graphql',
  host: 'localhost',
  search: '',
  headers: {},
  body: aBody(),
  ip: '203.0.113.7',
  startedAt: performance.now(),
  signal: new AbortController().signal,
  ...request,
});

export const aBody = (...parts: string[]): HttpBody => requestBody(Readable.from(parts.map((part) => Buffer.from(part))));

/** The rest of the way; it remembers what reached it. */
export function aNext(response: Partial<HttpResponse> = {}) {
  const seen: HttpRequest[] = [];
  const next: Next<HttpRequest, HttpResponse> = async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: '', ...response };
  };
  return { next, seen };
}
