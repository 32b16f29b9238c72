import { inTransaction } from '../../db/index.js';
import type { Logger } from '../../logger/index.js';
import { apply, type ConsumerContext, lockParked } from '../consume/consume-event.js';
import type { Consumer } from '../define-consumer.js';
import type { EventRecord } from '../event-record.js';

export interface RedriveOptions {
  log: Logger;
  contextFor: (consumer: Consumer, record: EventRecord) => ConsumerContext;
  ownContext: () => ConsumerContext;
}

export interface Redriven {
  key: string;
  done: number;
  /** What stopped it; absent where nothing is left. */
  error?: string;
}

/** Tries a consumer's parked events again, or those of one aggregate: each aggregate in its order until its first failure. */
export async function redriveParked(options: RedriveOptions, consumer: Consumer, key?: string): Promise<Redriven[]> {
  const { em } = options.ownContext();
  const rows = await em.execute<{ aggregate_key: string }[]>(
    `select distinct aggregate_key from "${em.config.get('schema')}".parked_event where consumer = ? and (?::text is null or aggregate_key = ?) order by 1`,
    [consumer.name, key ?? null, key ?? null],
  );
  const results: Redriven[] = [];
  for (const { aggregate_key } of rows) results.push(await redriveKey(options, consumer, aggregate_key));
  return results;
}

/** One event after the other until none is left: also those that were parked behind meanwhile. */
async function redriveKey(options: RedriveOptions, consumer: Consumer, key: string): Promise<Redriven> {
  for (let done = 0; ; done += 1) {
    const { em } = options.ownContext();
    const [first] = await em.execute<{ seq: string; record: EventRecord }[]>(
      `select seq, record from "${em.config.get('schema')}".parked_event where consumer = ? and aggregate_key = ? order by seq limit 1`,
      [consumer.name, key],
    );
    if (!first) return { key, done };
    try {
      await unpark(options, consumer, { key, ...first });
    } catch (error) {
      options.log.error({ error, consumer: consumer.name, event: first.record.id }, 'a parked event failed again');
      return { key, done, error: String(error) };
    }
  }
}

async function unpark(
  options: RedriveOptions,
  consumer: Consumer,
  { key, seq, record }: { key: string; seq: string; record: EventRecord },
): Promise<void> {
  const ctx = options.contextFor(consumer, record);
  await inTransaction(ctx.em, async () => {
    await lockParked(ctx.em, consumer, key);
    // The row goes first: where a second replica was faster, there is nothing to do.
    const gone = await ctx.em.execute(
      `delete from "${ctx.em.config.get('schema')}".parked_event where consumer = ? and aggregate_key = ? and seq = ? returning seq`,
      [consumer.name, key, seq],
    );
    if (gone.length > 0) await apply(consumer, record, ctx);
  });
}
