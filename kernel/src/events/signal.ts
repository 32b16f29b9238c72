/** Wakes whoever waits, so that a poll is a safety net and not the usual way. */
export class Signal {
  #waiting = new Set<() => void>();
  #version = 0;

  /** Grows with every notify. Look at it before you look at what the signal is about, and nothing is missed in between. */
  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Resolves at the first notify after `since`, after `ms`, or when aborted: whichever comes first. */
  wait(ms: number, abort?: AbortSignal, since = this.#version): Promise<void> {
    if (abort?.aborted || since !== this.#version) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        abort?.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      abort?.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }
}
