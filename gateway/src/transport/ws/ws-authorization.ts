import { randomUUID } from 'node:crypto';
import { type HttpRequest, unknownYet } from '../../http.js';

/** The token in what a client says of itself: a whole header, or the token alone. */
export function authorizationOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  const header = [payload.authorization, payload.Authorization].find((value) => typeof value === 'string' && value !== '');
  if (typeof header === 'string') return header;
  return typeof payload.token === 'string' && payload.token !== '' ? `Bearer ${payload.token}` : undefined;
}

/** One message of a socket as a request of its own. */
export const asRequest = (upgrade: HttpRequest, authorization: string | undefined, signal: AbortSignal): HttpRequest => ({
  ...upgrade,
  ...unknownYet(),
  id: randomUUID(),
  headers: authorization ? { ...upgrade.headers, authorization } : upgrade.headers,
  startedAt: performance.now(),
  signal,
});
