import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Finds connections on which nothing was ever asked: browsers open them in advance. A server that stops would wait for them, since
 * to Node they are neither idle nor busy.
 *
 * @returns closes them.
 */
export function watchSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.prependListener('request', ({ socket }) => silent.delete(socket));
  server.prependListener('upgrade', ({ socket }) => silent.delete(socket));
  return () => {
    for (const socket of silent) socket.destroy();
  };
}
