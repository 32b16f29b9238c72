import { LRUCache } from 'lru-cache';
import { aggregateKey, type EventRecord } from '../event-record.js';

const MOST = 50_000;

/** Notices that events of an aggregate are missing: their numbers have no gaps, so one in what arrives means a loss on the way. */
export class SequenceWatch {
  readonly #last = new LRUCache<string, bigint>({ max: MOST });

  /** Whether something is missing in front of the event. What was seen before, or never, tells nothing. */
  isGap(record: Pick<EventRecord, 'topic' | 'sequence' | 'aggregateType' | 'aggregateId'>): boolean {
    const key = `${record.topic} ${aggregateKey(record)}`;
    const sequence = BigInt(record.sequence);
    const last = this.#last.get(key);
    if (last === undefined || sequence > last) this.#last.set(key, sequence);
    return last !== undefined && sequence > last + 1n;
  }
}
