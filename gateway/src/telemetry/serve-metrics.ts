import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { Next } from '../stage.js';
import type { Meter } from './meter.js';

export interface ServeMetricsOptions {
  meter: Pick<Meter, 'text' | 'contentType'>;
  /** What a scraper from elsewhere sends as its bearer token. */
  token: string | undefined;
  /** Anybody may read, which is for development. */
  isOpen: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Serves the metrics to this machine, and to others with the token. */
export const serveMetrics =
  ({ meter, token, isOpen }: ServeMetricsOptions): Next<HttpRequest, HttpResponse> =>
  async (request) => {
    if (!isOpen && !isLocal(request) && !(token && isSame(request.headers.authorization ?? '', `Bearer ${token}`)))
      throw CommonErrors.UNAUTHENTICATED();
    return { status: 200, headers: { 'content-type': meter.contentType }, body: await meter.text() };
  };

/** What a proxy on this machine forwards comes from elsewhere, whether or not the proxy is trusted. */
const isLocal = ({ ip, headers }: HttpRequest): boolean =>
  loopback.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
