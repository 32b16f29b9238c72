import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpRequest } from '../http.js';

export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** The same of a request that travels already. */
export const isUpgrade = ({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

export const isWebSocket = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

/** Requests that want to become something else travel like all others, and are refused like all others. */
export class Upgrades {
  readonly #pending = new WeakMap<IncomingMessage, Upgrade>();

  begin(upgrade: Upgrade, route: (response: ServerResponse) => void): void {
    const { request, socket } = upgrade;
    this.#pending.set(request, upgrade);
    // From here on nobody else listens for it, and an error without a listener ends the process.
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.assignSocket(socket as Socket);
    response.once('finish', () => socket.end());
    route(response);
  }

  has(request: IncomingMessage): boolean {
    return this.#pending.has(request);
  }

  /** Hands the connection over; nothing has been written on it. */
  hand(request: IncomingMessage, response: ServerResponse, take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
    const upgrade = this.#pending.get(request);
    if (!upgrade) throw new Error('The request did not ask for an upgrade');
    response.detachSocket(upgrade.socket as Socket);
    take(request, upgrade.socket, upgrade.head);
  }
}
