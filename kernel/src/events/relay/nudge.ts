import type { Logger } from '../../logger/index.js';
import type { Session } from './session.js';

const EVERY = 50;

/**
 * Tells the leader in another process to look, at most every 50 ms, on a connection that is in no transaction: inside the
 * writers' transactions a notification would cost most of their throughput.
 */
export class Nudge {
  #session: Session | null = null;
  #sentAt = 0;
  #isDue = false;

  constructor(
    readonly channel: string,
    private readonly log: Logger,
  ) {}

  /** The connection to use; null while there is none. */
  use(session: Session | null): void {
    this.#session = session;
  }

  send(): void {
    if (this.#isDue) return;
    const wait = this.#sentAt + EVERY - Date.now();
    this.#isDue = wait > 0;
    if (this.#isDue) setTimeout(() => this.#notify(), wait).unref();
    else this.#notify();
  }

  #notify(): void {
    this.#isDue = false;
    this.#sentAt = Date.now();
    // Where it is lost, the leader's next poll finds what it was about.
    this.#session?.query(`notify "${this.channel}"`).catch((error) => this.log.debug({ error }, 'the leader was not told'));
  }
}
