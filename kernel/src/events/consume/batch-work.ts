import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, StreamBatch } from '../bus/event-reader.js';
import { aggregateKey } from '../event-record.js';
import { failpoint } from '../relay/failpoint.js';
import { LowWatermark } from './low-watermark.js';

const PULSE = 1_000;
const COMMIT_EVERY = 500;

export interface BatchWork {
  /** Most messages in the works at a time. */
  lanes: number;
  /** False: the message is not done, because the work ends here. */
  handle(delivery: Delivery): Promise<boolean>;
  signal: AbortSignal;
}

/**
 * Works through a batch: messages of one key one after the other, keys side by side. Every second and every 500 messages it
 * commits up to where all is done, never past what is still in the works.
 */
export async function workThrough(batch: StreamBatch, { lanes, handle, signal }: BatchWork): Promise<void> {
  const watermark = new LowWatermark(batch.deliveries.map(({ at }) => at));
  const entries = batch.deliveries.map((delivery, index) => ({ delivery, index }));
  const queues = [...Map.groupBy(entries, ({ delivery }) => keyOf(delivery)).values()];
  const end = new AbortController();
  const stop = AbortSignal.any([end.signal, signal]);
  let committed = 0;
  const commit = async () => {
    const { count, place } = watermark;
    if (count === committed || place === undefined) return;
    committed = count;
    failpoint('consumer.handled');
    await batch.commit(place);
  };
  const lane = async () => {
    for (let queue = queues.shift(); queue; queue = queues.shift()) {
      for (const { delivery, index } of queue) {
        if (stop.aborted || batch.isLost() || !(await handle(delivery))) return;
        watermark.finish(index);
        if (watermark.count - committed >= COMMIT_EVERY) await commit();
      }
    }
  };
  const pulse = async () => {
    while (!stop.aborted) {
      await sleep(PULSE, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return;
      await batch.heartbeat();
      await commit();
    }
  };
  const beating = pulse().finally(() => end.abort());
  const working = Promise.all(Array.from({ length: lanes }, lane)).finally(() => end.abort());
  const results = await Promise.allSettled([working, beating]);
  const failure = results.find((result) => result.status === 'rejected');
  if (!batch.isLost()) await commit();
  if (failure) throw failure.reason;
}

/** A message that is no event keeps to its own key. */
const keyOf = ({ record, raw, at }: Delivery): string => (record ? aggregateKey(record) : (raw().key?.toString() ?? at));
