import { BlockList, isIP } from 'node:net';

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** An IPv4 address as an IPv6 socket shows it. */
const unmapped = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/** Whether the text is an address or a range of addresses in CIDR notation: `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`. */
export function isIpRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

/** Whether an address is in one of the ranges. No ranges are no limit; of an unknown address nothing is known. */
export function isWithin(ranges: readonly string[], address: string | undefined): boolean {
  if (ranges.length === 0) return true;
  const peer = unmapped(address ?? '');
  if (isIP(peer) === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [start = '', bits] = range.split('/');
    list.addSubnet(start, bits === undefined ? (isIP(start) === 6 ? 128 : 32) : Number(bits), family(start));
  }
  return list.check(peer, family(peer));
}
