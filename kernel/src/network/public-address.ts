import { isIP, isIPv6 } from 'node:net';
import { isWithin } from './address-ranges.js';

/** IPv4 addresses that stand for no host on the open internet (RFC 6890 and its registry), or for many. */
const SPECIAL_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];

/** All that is given out to hosts of the open internet. Forms that carry an IPv4 address inside lie outside of it, or are below. */
const GLOBAL_V6 = ['2000::/3'];
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

/**
 * Whether an address is of a host on the open internet. Private, loopback, link-local, shared, test, multicast and reserved ones are
 * not; nor is an IPv6 address that stands for an IPv4 one (mapped, translated, tunnelled), whichever that is.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  return isIPv6(address) ? isWithin(GLOBAL_V6, address) && !isWithin(SPECIAL_V6, address) : !isWithin(SPECIAL_V4, address);
}
