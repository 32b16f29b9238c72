import { randomUUID } from 'node:crypto';
import { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';

/** A client of the brokers for one test, as our services have one. */
export function kafkaClient(brokers: readonly string[]): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId: 'infra-test',
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 40 },
  });
}

/** Sends them one after the other, each acknowledged by all replicas. */
export async function send(brokers: readonly string[], topic: string, ...values: string[]): Promise<void> {
  const producer = kafkaClient(brokers).producer();
  await producer.connect();
  try {
    for (const value of values) await producer.send({ topic, acks: -1, messages: [{ key: 'one', value }] });
  } finally {
    await producer.disconnect();
  }
}

/** What the topic holds, in the order of each partition, read by a new consumer group until that many have come. */
export async function read(brokers: readonly string[], topic: string, count: number): Promise<string[]> {
  const consumer = kafkaClient(brokers).consumer({ groupId: `test-${randomUUID()}` });
  await consumer.connect();
  // By its place in the topic: what was not committed yet comes again where the group is formed anew.
  const values = new Map<string, string>();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      // One that is started again by itself, as for a coordinator that is loading, is no failure.
      consumer.on('consumer.crash', ({ payload }) => void (payload.restart || reject(payload.error)));
      const eachMessage = async ({ partition, message }: EachMessagePayload) => {
        values.set(`${partition}:${message.offset}`, String(message.value));
        if (values.size >= count) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    return [...values.values()];
  } finally {
    await consumer.disconnect();
  }
}
