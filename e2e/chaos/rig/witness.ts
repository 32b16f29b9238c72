import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type { Committed, Effect, Published } from '../check/history.js';

/** The topic of the ledger's only aggregate. */
export const TOPIC = 'evt.ledger.account.v1';

/** What is in the database: read past all of the product, as the superuser. */
export async function readTruth(url: string): Promise<{ committed: Committed[]; effects: Effect[] }> {
  return withClient(url, async (client) => {
    const postings = await client.query('select id, account_id from ledger.posting');
    const effects = await client.query('select * from audience.effect order by serial');
    return {
      committed: postings.rows.map(({ id, account_id }) => ({ id, key: account_id })),
      effects: effects.rows.map(({ consumer, posting_id, account_id, event_id, sequence }) => ({
        sink: consumer,
        id: posting_id,
        key: account_id,
        eventId: event_id,
        sequence: Number(sequence),
      })),
    };
  });
}

export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The topic from its beginning to its present end, as any other Kafka client sees it. */
export async function readTopic(brokers: readonly string[], topic = TOPIC): Promise<Published[]> {
  const kafka = new Kafka({ clientId: 'witness', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
    partition,
    low: Number(low),
    high: Number(high),
  }));
  await admin.disconnect();
  const found: Published[] = [];
  const open = new Set(ends.filter(({ low, high }) => high > low).map(({ partition }) => partition));
  if (open.size === 0) return found;
  const consumer = kafka.consumer({ groupId: `witness-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const highs = new Map(ends.map(({ partition, high }) => [partition, high]));
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          const { postingId, accountId } = JSON.parse(String(message.value));
          const header = (name: string) => String(message.headers?.[name] ?? '');
          const offset = Number(message.offset);
          found.push({
            id: postingId,
            key: accountId,
            eventId: header('ce_id'),
            sequence: Number(header('ce_sequence')),
            partition,
            offset,
          });
          if (offset + 1 >= (highs.get(partition) ?? 0)) open.delete(partition);
          if (open.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
}
