import { BlockList, isIP } from 'node:net';

/** Whether the text is an address or a range of addresses in CIDR notation: `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`. */
export function isIpRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

/** A list is worked out once: those who ask keep the same one for as long as nothing changes. */
const known = new WeakMap<readonly string[], BlockList>();

/**
 * Whether an address lies in one of the networks (CIDR, or single addresses); in an empty list every address does. An IPv4 address is
 * the same however it is written. What cannot be read as an address lies in no network.
 */
export function isWithin(networks: readonly string[], address = ''): boolean {
  if (networks.length === 0) return true;
  const list = known.get(networks) ?? listOf(networks);
  known.set(networks, list);
  return isIP(address) !== 0 && list.check(address, familyOf(address));
}

const familyOf = (address: string) => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) add(list, network);
  return list;
}

/** One that cannot be read lets nobody in; the others still count. */
function add(list: BlockList, network: string): void {
  const [address = '', size, ...rest] = network.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const given = size === undefined ? bits : sizeOf(size);
  if (isIP(address) !== 0 && given <= bits && rest.length === 0) list.addSubnet(address, given, familyOf(address));
}

const sizeOf = (text: string): number => (/^\d{1,3}$/.test(text) ? Number(text) : Number.NaN);
