import { FORWARDED, type ForwardedMessage, rowToDelivery } from '../bus/envelope.js';
import { consumerGroup, deadLetterTopic } from '../bus/topics.js';
import { consume } from '../consume/consume-event.js';
import type { Consumer } from '../define-consumer.js';
import { LOG_COLUMNS, type LogRow, toRecord } from '../event-feed.js';
import { RepairError } from './repair-error.js';
import type { RepairOptions } from './repair-options.js';

/** One message that a consumer gave up. */
export interface DeadLetter {
  /** Its place in the subgraph's log. */
  position: string;
  consumer: string;
  /** Null where it cannot be read. */
  eventId: string | null;
  type: string | null;
  /** Where it came from: topic, partition and offset. */
  origin: string;
  error: string;
  attempts: number;
  firstFailedAt: string;
}

/** The newest first. They are kept in the log for 14 days, in Kafka for 30. */
export async function listDeadLetters(options: RepairOptions, limit: number): Promise<DeadLetter[]> {
  const { em } = options.ownContext();
  const rows = await em.execute<LogRow[]>(
    `select ${LOG_COLUMNS} from "${em.config.get('schema')}".event_log l where type = ? and topic = ? order by position desc limit ?`,
    [FORWARDED, topicOf(options), limit],
  );
  return rows.map((row) => describe(options.owner, row));
}

/** Hands a dead letter to the consumer that gave it up, once more. */
export async function redriveDeadLetter(options: RepairOptions, position: string): Promise<'done' | 'duplicate'> {
  const { em } = options.ownContext();
  const [row] = await em.execute<LogRow[]>(
    `select ${LOG_COLUMNS} from "${em.config.get('schema')}".event_log l where position = ? and type = ? and topic = ?`,
    [position, FORWARDED, topicOf(options)],
  );
  if (!row) throw new RepairError('DEAD_LETTER_UNKNOWN', `There is no dead letter at position ${position}`);
  const letter = describe(options.owner, row);
  const delivery = rowToDelivery(options.owner, toRecord(options.owner, row));
  if (!delivery.record) throw new RepairError('DEAD_LETTER_UNREADABLE', `The dead letter ${position} cannot be read: ${delivery.problem}`);
  const consumer = consumerNamed(options, letter.consumer);
  if (!consumer.commutative) {
    const message = `"${consumer.name}" needs its events in order, so the aggregate is parked: use parked redrive ${consumer.name}`;
    throw new RepairError('DEAD_LETTER_PARKED', message);
  }
  const outcome = await consume(consumer, delivery.record, options.contextFor(consumer, delivery.record));
  return outcome === 'done' ? 'done' : 'duplicate';
}

/** @throws RepairError CONSUMER_UNKNOWN */
export function consumerNamed({ consumers, owner }: Pick<RepairOptions, 'consumers' | 'owner'>, name: string): Consumer {
  const consumer = consumers.find((each) => each.name === name);
  if (consumer) return consumer;
  const known = consumers.map((each) => each.name).join(', ') || 'none';
  throw new RepairError('CONSUMER_UNKNOWN', `"${owner}" has no consumer "${name}"; it has: ${known}`);
}

const topicOf = ({ owner }: Pick<RepairOptions, 'owner'>) => deadLetterTopic(consumerGroup(owner));

function describe(owner: string, row: LogRow): DeadLetter {
  const { headers } = row.payload as ForwardedMessage;
  const { record } = rowToDelivery(owner, toRecord(owner, row));
  return {
    position: String(row.position),
    consumer: headers['x-consumer'] ?? '',
    eventId: record?.id ?? null,
    type: record?.type ?? null,
    origin: `${headers['x-orig-topic']}/${headers['x-orig-partition']}/${headers['x-orig-offset']}`,
    error: headers['x-error'] ?? '',
    attempts: Number(headers['x-attempts']),
    firstFailedAt: headers['x-first-failed-at'] ?? '',
  };
}
