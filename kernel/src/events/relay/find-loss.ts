import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger/index.js';
import type { EventReader } from '../bus/event-reader.js';
import type { Session } from './session.js';

const EVERY = 60_000;
/** The newest receipts are enough: what they speak of was stored last. */
const RECEIPTS = 5_000;

export interface LossOptions {
  session: Session;
  schema: string;
  bus: Pick<EventReader, 'ends'>;
  log: Logger;
}

/** Looks once a minute whether Kafka still has what it gave receipts for. */
export async function watchForLoss(options: LossOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lost = await findLoss(options).catch((error) => {
      if (isOfDatabase(error)) throw error;
      options.log.debug({ error }, 'Kafka cannot be asked for its ends');
      return [];
    });
    if (lost.length > 0) await tell(options, lost);
    await sleep(EVERY, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** Streams that end before something that they once took. */
export async function findLoss({ session, schema, bus }: LossOptions): Promise<string[]> {
  const { rows } = await session.query<{ topic: string; stream: string; last: string }>(
    `select topic, topic || '/' || kafka_partition as stream, max(kafka_offset) as last from (
       select l.topic, r.kafka_partition, r.kafka_offset from "${schema}".event_receipt r join "${schema}".event_log l using (position)
       order by r.position desc limit ${RECEIPTS}) newest group by 1, 2`,
  );
  const ends = await bus.ends([...new Set(rows.map(({ topic }) => topic))]);
  const next = new Map(ends.map((end) => [end.stream, BigInt(end.next)]));
  return rows.filter(({ stream, last }) => BigInt(last) >= (next.get(stream) ?? 0n)).map(({ stream }) => stream);
}

async function tell({ session, schema, log }: LossOptions, streams: readonly string[]): Promise<void> {
  const { rowCount } = await session.query(`update "${schema}".relay_cursor set lost_at = now() where lost_at is null`);
  if (rowCount)
    log.error({ streams }, 'Kafka lost events that it had taken; publish the log again: npm run events -- replay --from event_log');
}

/** An error of PostgreSQL has a class of five characters, or says that the connection is gone. */
const isOfDatabase = (error: unknown) =>
  error instanceof Error &&
  (/^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code)) || /Connection terminated|not queryable/.test(error.message));
