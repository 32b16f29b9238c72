import { type ReadOptions, readOnce } from '../bus/event-reader.js';
import { workThrough } from '../consume/batch-work.js';
import { consume, type Outcome } from '../consume/consume-event.js';
import { isChosen, topicsOf } from '../consume/define-direct-consumer.js';
import type { Consumer } from '../define-consumer.js';
import type { EventRecord } from '../event-record.js';
import type { RepairOptions } from './repair-options.js';

export interface ReplayRange {
  /** From what was stored then or later, from a position of the publishers' logs on, or from the first event that is kept. */
  from: Date | { position: string } | 'first';
  to: Date | 'end';
}

export type ReplayResult = Record<Outcome, number>;

/**
 * Hands a range of events to a consumer once more, through its inbox: what it has seen has no second effect, what it missed
 * takes effect. The live group does not notice. Stops at the first error.
 */
export async function replay(options: RepairOptions, consumer: Consumer, { from, to }: ReplayRange): Promise<ReplayResult> {
  const result: ReplayResult = { done: 0, duplicate: 0, parked: 0 };
  const handle = async (record: EventRecord) => {
    result[await consume(consumer, record, options.contextFor(consumer, record))] += 1;
  };
  await readOnce(options.reader, rangeFor(consumer, { from, to, handle }));
  return result;
}

const LANES = 8;

/** What a consumer wants of a range: events of one aggregate one after the other, aggregates side by side. */
export function rangeFor(
  { events }: Pick<Consumer, 'events'>,
  { from, to, handle }: ReplayRange & { handle: (record: EventRecord) => Promise<void> },
): ReadOptions {
  const isPosition = typeof from === 'object' && 'position' in from;
  const first = isPosition ? BigInt(from.position) : 0n;
  const { signal } = new AbortController();
  return {
    topics: topicsOf(events),
    from: isPosition ? 'first' : from,
    to,
    handle: (batch) =>
      workThrough(
        { ...batch, commit: async () => {}, isLost: () => false },
        {
          lanes: LANES,
          signal,
          handle: async ({ record }) => {
            if (record && isChosen(events, record) && BigInt(record.position) >= first) await handle(record);
            return true;
          },
        },
      ),
  };
}
