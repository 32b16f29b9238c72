import { readFileSync } from 'node:fs';

/** The addresses of this machine at which somebody listens on the port; asked of the system. */
export function listenersOn(port: number): string[] {
  const lines = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'));
  const sockets = lines.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === '0A');
  const local = sockets.map(([, address]) => address!.split(':') as [string, string]);
  return local.filter(([, hex]) => Number.parseInt(hex, 16) === port).map(([address]) => addressOf(address));
}

/** Four bytes, the lowest first; in those of IPv6 the last four, where the rest says that it is one of IPv4. */
function addressOf(hex: string): string {
  const isMapped = hex.startsWith('0000000000000000FFFF0000');
  const bytes = (isMapped ? hex.slice(24) : hex).match(/../g)!.map((byte) => Number.parseInt(byte, 16));
  return bytes.length === 4 ? bytes.reverse().join('.') : hex;
}
