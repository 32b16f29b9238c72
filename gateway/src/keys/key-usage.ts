import { randomUUID } from 'node:crypto';
import { serviceIdentity } from '@supergraph/kernel/auth';
import type { Logger } from '@supergraph/kernel/logger';
import type { CallSubgraph } from '@supergraph/kernel/transport';
import { LRUCache } from 'lru-cache';

export interface KeyUsageOptions {
  call: CallSubgraph;
  /** The subgraph that wants to know; undefined while that is not known. */
  owner: () => string | undefined;
  log: Logger;
  /** Milliseconds between two tellings. */
  every?: number;
}

interface Use {
  /** Milliseconds since 1970. */
  at: number;
  ipAddress: string;
}

const MINUTE = 60_000;
const MOST_KEYS = 100_000;
const BATCH = 500;
/** Milliseconds for one call; a request waits for none of them. */
const PATIENCE = 5_000;

const TELL = 'mutation ($uses: [ApiKeyUseInput!]!) { apiKeysUsed(uses: $uses) }';

/** When and from where keys were used last: gathered here, and told to their owner from time to time. */
export class KeyUsage {
  readonly #uses = new LRUCache<string, Use>({ max: MOST_KEYS });
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;
  #isStopped = false;

  constructor(private readonly options: KeyUsageOptions) {}

  note(id: string, ipAddress: string): void {
    this.#uses.set(id, { at: Date.now(), ipAddress });
    this.#tellLater();
  }

  /** Tells what is left. What cannot be told now is lost: the next use is as good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#telling;
    await this.#tell();
    if (this.#uses.size > 0) this.options.log.warn({ keys: this.#uses.size }, 'the last use of some API keys could not be told');
  }

  #tellLater(): void {
    if (this.#timer || this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#telling = this.#tell();
    }, this.options.every ?? MINUTE).unref();
  }

  async #tell(): Promise<void> {
    const owner = this.options.owner();
    const uses = owner === undefined ? [] : [...this.#uses.entries()];
    for (let start = 0; start < uses.length; start += BATCH) {
      const batch = uses.slice(start, start + BATCH);
      try {
        await this.#send(owner as string, batch);
      } catch (error) {
        this.options.log.warn({ error }, 'the last use of API keys could not be told: trying again');
        break;
      }
      // What was used again meanwhile is told the next time.
      for (const [id, use] of batch) if (this.#uses.peek(id) === use) this.#uses.delete(id);
    }
    if (this.#uses.size > 0) this.#tellLater();
  }

  async #send(owner: string, batch: readonly (readonly [string, Use])[]): Promise<void> {
    const uses = batch.map(([id, { at, ipAddress }]) => ({ id, at: new Date(at).toISOString(), ipAddress }));
    const { data, errors } = await this.options.call(owner, {
      query: TELL,
      variables: { uses },
      identity: serviceIdentity('gateway'),
      requestId: randomUUID(),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (errors?.length || !data) throw new Error(`"${owner}" did not take it`, { cause: errors });
  }
}
