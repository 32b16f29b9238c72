import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface Listener {
  /** The codes of the errors that ended the subscription. */
  codes: string[];
  /** With which the connection was closed; empty while it is open. */
  closes: number[];
  /** The socket is open, and whose it is is known. @throws where it is closed instead. */
  opened: Promise<void>;
}

/** A page that listens over a WebSocket, with a token or a key, and does not come back. */
export function listen(url: string, token: string, query: string, variables: Record<string, unknown> = {}): Listener {
  const listener: Listener = { codes: [], closes: [], opened: Promise.resolve() };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  listener.opened = promise;
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
    lazy: true,
    on: {
      connected: () => resolve(),
      closed: (event) => {
        const { code, reason } = event as { code: number; reason: string };
        listener.closes.push(code);
        reject(new Error(`The socket was closed with ${code}: ${reason}`));
      },
    },
  });
  client.subscribe(
    { query, variables },
    {
      next: ({ errors = [] }) => listener.codes.push(...errors.map(({ extensions }) => String(extensions?.code))),
      error: (errors) => {
        if (Array.isArray(errors)) listener.codes.push(...errors.map(({ extensions }) => String(extensions?.code)));
      },
      complete: () => undefined,
    },
  );
  return listener;
}
