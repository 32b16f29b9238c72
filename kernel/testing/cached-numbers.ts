import { type CacheFamily, Caches, type CachesOptions, defineCache, memoryLeases, outdates } from '@supergraph/kernel/cache';
import { type EventRecord, eventsOf } from '@supergraph/kernel/events';
import { createLogger } from '@supergraph/kernel/logger';
import { z } from 'zod';

export const numberChanged = eventsOf('numbers')('number.changed.v1', {
  aggregate: 'number',
  id: 'id',
  promise: 'A number is another one.',
  payload: z.object({ id: z.string() }),
});

/** Numbers that are cached, one by one and as a list, over a table that counts how it is read. */
export class CachedNumbers {
  readonly rows = new Map<string, number>();
  readonly loads: string[][] = [];
  /** What every load waits for before it reads. */
  before: () => Promise<unknown> = async () => {};
  /** What every load waits for when it has read. */
  after: () => Promise<unknown> = async () => {};
  position = 0;

  readonly one: CacheFamily<{ number: number }> = defineCache({
    family: 'numbers:{id}',
    of: 'platform',
    ttl: 600_000,
    load: (_em, ids) => this.#load(ids, (id) => (this.rows.has(id) ? { number: this.rows.get(id) as number } : null)),
    keeps: ({ number }) => number >= 0,
    invalidatedBy: [outdates([numberChanged], ({ id }) => [id])],
  });

  readonly all: CacheFamily<number[]> = defineCache({
    family: 'numbers:all',
    of: 'platform',
    tag: 'numbers',
    ttl: 600_000,
    load: (_em, ids) => this.#load(ids, () => [...this.rows.values()]),
    invalidatedBy: [outdates([numberChanged])],
  });

  /** A process that reads them. */
  open(options: Partial<CachesOptions> = {}): Caches {
    return new Caches({
      families: [this.one, this.all],
      store: memoryLeases(),
      em: () => undefined as never,
      head: async () => String(this.position),
      log: createLogger({ service: 'numbers', level: 'silent' }),
      bypassLoads: 3,
      ...options,
    });
  }

  /** Commits a change. The answer is the event, still on its way. */
  write(id: string, number: number): EventRecord {
    this.rows.set(id, number);
    this.position += 1;
    return { type: numberChanged.type, position: String(this.position), payload: { id } } as EventRecord;
  }

  async #load<Value>(ids: readonly string[], read: (id: string) => Value): Promise<Value[]> {
    this.loads.push([...ids]);
    await this.before();
    const values = ids.map(read);
    await this.after();
    return values;
  }
}
