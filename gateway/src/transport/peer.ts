import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Who is at the other end of a connection, as far as those between can be believed. */
export interface Peer {
  ip: string;
  /** The host that it named, port included. */
  host: string;
}

/** @param trusted addresses and networks of proxies, separated by commas: only what they say of somebody else counts. */
export function peerOf(trusted: string): (request: IncomingMessage) => Peer {
  const networks = trusted
    .split(',')
    .map((network) => network.trim())
    .filter(Boolean);
  if (networks.length === 0) return ({ socket, headers }) => ({ ip: socket.remoteAddress ?? '', host: headers.host ?? '' });
  const isTrusted = proxyAddr.compile(networks);
  return (request) => {
    const { socket, headers } = request;
    const forwarded = headers['x-forwarded-host'];
    const isProxy = forwarded !== undefined && isTrusted(socket.remoteAddress ?? '', 0);
    return { ip: proxyAddr(request, isTrusted), host: isProxy ? lastOf(forwarded) : (headers.host ?? '') };
  };
}

/** Each proxy adds what it was told. */
const lastOf = (header: string | string[]): string => String(header).split(',').at(-1)?.trim() ?? '';
