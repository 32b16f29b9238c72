import { isIPv6 } from 'node:net';

const BRACKETED = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/i;
const NAMED = /^([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)\.?(?::\d{1,5})?$/i;
const LONGEST_NAME = 253;

/**
 * A host as hosts are compared: lower case, without its port, without the dot that ends it, an IPv6 address without its
 * brackets. International names are told apart in their ASCII form (`xn--…`), which is how clients send them. Null for
 * what is no host.
 */
export function hostName(host: string): string | null {
  const [, address] = BRACKETED.exec(host) ?? [];
  if (address) return isIPv6(address) ? address.toLowerCase() : null;
  const [, name] = NAMED.exec(host) ?? [];
  return name && name.length <= LONGEST_NAME ? name.toLowerCase() : null;
}
