import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const NETWORK_GROUPS = 4;

/** Addresses that were read lately: it takes longer to read one than to look it up. */
const REMEMBERED = 10_000;
const networks = new LRUCache<string, string>({ max: REMEMBERED });

/** What one client can have of addresses: an IPv4 address as it is, of an IPv6 address the network (/64), since whoever has one has all of it. */
export function networkOf(address = 'unknown'): string {
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = readNetwork(address);
  networks.set(address, network);
  return network;
}

function readNetwork(address: string): string {
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped) return mapped;
  const [plain = ''] = address.split('%');
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64` : address;
}

/** The eight groups of an IPv6 address, without leading zeros. An IPv4 address at its end counts for two groups. */
function groupsOf(address: string): string[] {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const length = [...head, ...tail].reduce((sum, group) => sum + (group.includes('.') ? 2 : 1), 0);
  const groups = [...head, ...Array.from({ length: 8 - length }, () => '0'), ...tail];
  return groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
