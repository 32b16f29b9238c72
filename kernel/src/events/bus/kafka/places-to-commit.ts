import type { Logger } from '../../../logger/index.js';

/** Milliseconds in which places are gathered: one request for all partitions instead of one after each batch of each. */
const GATHER = 500;

export interface Place {
  topic: string;
  partition: number;
  /** The next one to be read. */
  offset: string;
}

/**
 * Tells Kafka how far a group has come, a little later and all at once: what is committed late may come again after a crash, and
 * every handler has to stand that anyway. A commit after each batch made live messages wait for a round trip in each partition.
 */
export class PlacesToCommit {
  readonly #places = new Map<string, Place>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly commit: (places: Place[]) => Promise<void>,
    private readonly options: { log: Logger; group: string },
  ) {}

  note(place: Place): void {
    this.#places.set(`${place.topic}/${place.partition}`, place);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER);
  }

  /** Resolves when all that was noted is told, or cannot be told. One after the other: an older place never comes after a newer one. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#send());
    return this.#flushing;
  }

  async #send(): Promise<void> {
    const places = [...this.#places.values()];
    if (places.length === 0) return;
    this.#places.clear();
    // What cannot be told is read again by whoever has the partition by then.
    await this.commit(places).catch((error) =>
      this.options.log.debug({ error, group: this.options.group }, 'places of a group were not committed'),
    );
  }
}
