import { type Frame, resyncFrame } from './frame.js';
import type { Outlet } from './outlet.js';

/** Writes the frames of one operation in the words of its protocol. */
export interface Sink {
  next(frame: Frame): void;
}

export interface DeliveryOptions {
  sink: Sink;
  outlet: Outlet;
  /** Only the latest of each key counts. */
  isLatest: boolean;
  /** Called with how many frames were dropped. */
  onDrop?: (count: number) => void;
}

/** What may wait for one operation. */
const MOST_FRAMES = 256;
const MOST_BYTES = 256 * 1024;

/**
 * The way of frames to one operation. A client that reads slower than is written has a queue; where that overflows it is dropped
 * as a whole, and when the client has caught up it is told once to read the data again. No client makes another one wait.
 */
export class Delivery {
  #queue: Frame[] = [];
  #bytes = 0;
  #hasGap = false;
  #cursor: string | null = null;
  #isEnded = false;
  #whenReady: (() => void)[] = [];

  constructor(private readonly options: DeliveryOptions) {}

  /** Of the last frame that was handed over, whether or not it was written. */
  get cursor(): string | null {
    return this.#cursor;
  }

  offer(frame: Frame): void {
    if (this.#isEnded) return;
    this.#cursor = frame.cursor;
    const { outlet, sink } = this.options;
    if (this.#queue.length === 0 && !this.#hasGap && !outlet.isFull) sink.next(frame);
    else this.#enqueue(frame);
  }

  /** Fulfilled when the next frame can be written at once. */
  ready(): Promise<void> {
    if (this.#isEnded || (this.#queue.length === 0 && !this.#hasGap && !this.options.outlet.isFull)) return Promise.resolve();
    this.options.outlet.wait(this);
    return new Promise((resolve) => this.#whenReady.push(resolve));
  }

  flush(): boolean {
    const { outlet, sink } = this.options;
    if (this.#hasGap && this.#cursor !== null) {
      this.#hasGap = false;
      sink.next(resyncFrame(this.#cursor));
    }
    while (this.#queue.length > 0 && !outlet.isFull) sink.next(this.#dequeue());
    if (this.#queue.length > 0 || (this.#whenReady.length > 0 && outlet.isFull)) return false;
    for (const resolve of this.#whenReady.splice(0)) resolve();
    return true;
  }

  end(): void {
    this.#isEnded = true;
    this.#clear();
    this.options.outlet.leave(this);
    for (const resolve of this.#whenReady.splice(0)) resolve();
  }

  #enqueue(frame: Frame): void {
    const { outlet, isLatest, onDrop } = this.options;
    if (this.#hasGap) {
      onDrop?.(1);
      return;
    }
    if (isLatest && !frame.isResync) this.#replace(frame.key);
    this.#queue.push(frame);
    this.#bytes += frame.bytes;
    const isTooMuch = outlet.queue(frame.bytes);
    outlet.wait(this);
    if (!isTooMuch && this.#queue.length <= MOST_FRAMES && this.#bytes <= MOST_BYTES) return;
    onDrop?.(this.#queue.length);
    this.#clear();
    this.#hasGap = true;
    outlet.lagging();
  }

  /** The newer frame goes to the end: cursors only ever grow. */
  #replace(key: string): void {
    const index = this.#queue.findIndex((queued) => queued.key === key && !queued.isResync);
    if (index < 0) return;
    const [old] = this.#queue.splice(index, 1);
    this.#count(-(old as Frame).bytes);
  }

  #dequeue(): Frame {
    const frame = this.#queue.shift() as Frame;
    this.#count(-frame.bytes);
    return frame;
  }

  #clear(): void {
    this.#count(-this.#bytes);
    this.#queue = [];
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.options.outlet.queue(bytes);
  }
}
