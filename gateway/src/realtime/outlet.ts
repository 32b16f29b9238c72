import type { Writable } from 'node:stream';

/** What waits for a connection to take more. */
export interface Waiting {
  /** Writes what it can; false where the connection is full again before all is written. */
  flush(): boolean;
}

export interface OutletOptions {
  /** The connection, or the answer that is written on it. */
  stream: Pick<Writable, 'writableLength' | 'writableNeedDrain' | 'on'>;
  /** The client takes nothing: what was written stays, or too much of it was dropped. */
  giveUp: () => void;
}

/** All that may wait for one connection, in bytes: in its own buffers and in the queues of its operations. */
export const MOST_WAITING = 1024 * 1024;
/** Milliseconds in which a connection that had to drop messages must have taken what it was sent. */
export const DRAIN_PATIENCE = 10_000;

/** One connection as a place where frames of several operations go. It takes what the client reads, and tells when there is room again. */
export class Outlet {
  readonly #waiting = new Set<Waiting>();
  #queued = 0;
  #patience: NodeJS.Timeout | null = null;

  constructor(private readonly options: OutletOptions) {
    options.stream.on('drain', () => this.#drained());
  }

  get isFull(): boolean {
    return this.options.stream.writableNeedDrain;
  }

  /** Counts what an operation put into its queue, or took out of it. @returns whether more waits than may. */
  queue(bytes: number): boolean {
    this.#queued += bytes;
    return this.#queued + this.options.stream.writableLength > MOST_WAITING;
  }

  wait(waiting: Waiting): void {
    this.#waiting.add(waiting);
  }

  /** Something was dropped: the client has a while to take what it was sent before. */
  lagging(): void {
    this.#patience ??= setTimeout(() => this.options.giveUp(), DRAIN_PATIENCE).unref();
  }

  leave(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  close(): void {
    this.#forgive();
    this.#waiting.clear();
  }

  #drained(): void {
    this.#forgive();
    for (const waiting of this.#waiting) {
      if (this.isFull) return;
      if (waiting.flush()) this.#waiting.delete(waiting);
    }
  }

  #forgive(): void {
    if (this.#patience) clearTimeout(this.#patience);
    this.#patience = null;
  }
}
