import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to what passes: everything goes through, comes late, or stays in the wire without a word. */
export type Weather = { kind: 'fair' } | { kind: 'slow'; ms: number } | { kind: 'stuck' };

export interface TcpProxy {
  port: number;
  setWeather(weather: Weather): void;
  /** Ends every connection with a reset, as a crashed machine does; new ones are taken. */
  reset(): void;
  /** Takes no connections until it is opened again; those that are there are reset. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

/** A line to a server on this machine that can be cut, slowed and frozen. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let weather: Weather = { kind: 'fair' };
  let isShut = false;
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    if (isShut) return void client.resetAndDestroy();
    const pair = new Pair(client, connect({ ...target, allowHalfOpen: true }));
    pairs.add(pair);
    pair.setWeather(weather);
    pair.whenClosed(() => pairs.delete(pair));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reset = () => {
    for (const pair of pairs) pair.reset();
  };
  return {
    port: (server.address() as AddressInfo).port,
    setWeather(next) {
      weather = next;
      for (const pair of pairs) pair.setWeather(next);
    },
    reset,
    shut() {
      isShut = true;
      reset();
    },
    open() {
      isShut = false;
    },
    async close() {
      reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The two ends of a connection; bytes keep their order whatever the weather. */
class Pair {
  #weather: Weather = { kind: 'fair' };
  #held: { to: Socket; bytes: Buffer | null }[] = [];
  #releasing: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
  ) {
    this.#join(client, server);
    this.#join(server, client);
  }

  whenClosed(done: () => void): void {
    this.client.once('close', done);
  }

  setWeather(weather: Weather): void {
    this.#weather = weather;
    if (weather.kind === 'fair') this.#release();
  }

  reset(): void {
    clearTimeout(this.#releasing);
    this.#held = [];
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  #join(from: Socket, to: Socket): void {
    from.on('data', (bytes) => this.#pass(to, bytes));
    from.on('end', () => this.#pass(to, null));
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }

  #pass(to: Socket, bytes: Buffer | null): void {
    this.#held.push({ to, bytes });
    if (this.#weather.kind === 'fair') this.#release();
    else if (this.#weather.kind === 'slow') this.#releasing ??= setTimeout(() => this.#release(), this.#weather.ms);
  }

  #release(): void {
    clearTimeout(this.#releasing);
    this.#releasing = undefined;
    for (const { to, bytes } of this.#held.splice(0)) {
      if (bytes) to.write(bytes);
      else to.end();
    }
  }
}
