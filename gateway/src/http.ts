import type { Stage } from './stage.js';

/** A request as the stages of the HTTP ring see it. Header names are in lower case. */
export interface HttpRequest {
  /** Empty until the first stage has given it one. */
  id: string;
  method: string;
  path: string;
  /** The query string, with its question mark. */
  search: string;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
  ip: string;
  startedAt: number;
  /** Aborted when the client goes away before its answer. */
  signal: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

export type HttpStage = Stage<HttpRequest, HttpResponse>;

export const jsonResponse = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/** The answer with some headers more. */
export const withHeaders = (response: HttpResponse, headers: Readonly<Record<string, string>>): HttpResponse => ({
  ...response,
  headers: { ...response.headers, ...headers },
});
