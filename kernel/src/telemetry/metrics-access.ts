import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';

export interface MetricsAccess {
  /** What a scraper from elsewhere sends as its bearer token. */
  token: string | undefined;
  /** Anybody may read, which is for development. */
  isOpen: boolean;
}

/** Who asks, as far as it matters here. */
export interface Scraper {
  ip: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether somebody may read the metrics: this machine, and others with the token. */
export const mayReadMetrics = (scraper: Scraper, { token, isOpen }: MetricsAccess): boolean =>
  isOpen || isLocal(scraper) || Boolean(token && isSame(String(scraper.headers.authorization ?? ''), `Bearer ${token}`));

/** What a proxy on this machine forwards comes from elsewhere, whether or not the proxy is trusted. */
const isLocal = ({ ip, headers }: Scraper): boolean =>
  loopback.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4') && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
