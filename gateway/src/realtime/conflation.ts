export interface Conflatable {
  key: string;
}

interface Window<T> {
  pending: T | null;
  timer: NodeJS.Timeout;
}

/** Lets the first of a key through at once, and then the latest of each window, as long as there is one. */
export class Conflation<T extends Conflatable> {
  readonly #windows = new Map<string, Window<T>>();

  constructor(
    private readonly windowMs: number,
    private readonly emit: (item: T) => void,
  ) {}

  offer(item: T): void {
    const window = this.#windows.get(item.key);
    if (window) {
      window.pending = item;
      return;
    }
    this.#windows.set(item.key, { pending: null, timer: this.#close(item.key) });
    this.emit(item);
  }

  /** What waits for the end of its window. */
  pending(): T[] {
    return [...this.#windows.values()].flatMap(({ pending }) => pending ?? []);
  }

  /** Forgets what waits. */
  clear(): void {
    for (const { timer } of this.#windows.values()) clearTimeout(timer);
    this.#windows.clear();
  }

  #close(key: string): NodeJS.Timeout {
    return setTimeout(() => {
      const { pending = null } = this.#windows.get(key) ?? {};
      if (!pending) {
        this.#windows.delete(key);
        return;
      }
      this.#windows.set(key, { pending: null, timer: this.#close(key) });
      this.emit(pending);
    }, this.windowMs).unref();
  }
}
