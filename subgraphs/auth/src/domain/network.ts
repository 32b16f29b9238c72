import { isIPv6 } from 'node:net';

/** Whoever has one address of such a network has all of them: an IPv4 address, or the half of an IPv6 address that a line is given. */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? 'unknown').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').toLowerCase();
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::') as [string, string | undefined];
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const given = [groups(head), groups(tail)] as const;
  const missing = tail === undefined ? 0 : 8 - given[0].length - given[1].length;
  const whole = [...given[0], ...Array.from({ length: missing }, () => '0'), ...given[1]];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
