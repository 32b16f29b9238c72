import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { notesSubgraph } from '../../../testing/notes.js';
import { anEvent, aTopic, readerContract, textOf } from '../../../testing/reader-contract.js';
import { until } from '../../../testing/until.js';
import { createLogger } from '../../logger/index.js';
import { testSubgraph } from '../../testing/index.js';
import { type Delivery, type EventRecord, encodeEvent, inProcessEvents, kafkaBus, logReader, readOnce } from '../index.js';

// Set by jest's global setup where this machine has a Kafka or can get one; the run's last lines say where it has none.
const brokers = process.env.TEST_KAFKA_BROKERS?.split(',');
const log = createLogger({ service: 'test', level: 'silent' });
const kafka = () => kafkaBus({ brokers: brokers ?? [], clientId: 'test', log, sessionTimeout: 6_000 });

describe('the logs as a bus', () => {
  const app = testSubgraph(notesSubgraph());
  readerContract(() => {
    const transport = inProcessEvents();
    transport.register('notes', app.running().readEvents);
    return {
      open: () => logReader({ transport, log }),
      publish: (records) =>
        app.context().em.execute(
          `insert into event_log (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers, created_at)
           select * from jsonb_to_recordset(?::jsonb) as e(id uuid, "organizationId" uuid, topic text, "aggregateType" text, "aggregateId" text,
             sequence bigint, type text, payload jsonb, headers jsonb, "createdAt" timestamptz)`,
          [JSON.stringify(records)],
        ),
    };
  });
});

(brokers ? describe : describe.skip)('Kafka as a bus', () => {
  const bus = kafka();
  const toMessage = (record: EventRecord) => ({ ...encodeEvent(record), topic: record.topic, key: encodeEvent(record).key as Buffer });
  const publish = (records: EventRecord[]) => bus.publish(records.map(toMessage));
  afterAll(() => bus.close());
  readerContract(() => ({ open: kafka, publish }));

  it('gives a receipt for each message, and keeps a key together', async () => {
    const topic = aTopic();
    const receipts = await publish([anEvent(topic, 'a', 1), anEvent(topic, 'b', 1), anEvent(topic, 'a', 2)]);
    const [next] = await publish([anEvent(topic, 'a', 3)]);

    expect([receipts[0]?.offset, receipts[2]?.offset, next?.offset].map(Number)).toEqual(
      receipts[0]?.partition === receipts[1]?.partition ? [0, 2, 3] : [0, 1, 2],
    );
    expect([receipts[2]?.partition, next?.partition]).toEqual([receipts[0]?.partition, receipts[0]?.partition]);
  });

  it('makes topics once however many ask for them, and refuses one of another size', async () => {
    const name = aTopic();
    const [one, two] = [kafka(), kafka()];
    const spec = { name, partitions: 2, retention: 60_000 };

    await Promise.all([one, two].map((each) => each.declare([spec])));

    expect(await one.ends([name]).catch((error) => error)).toHaveLength(2);
    const other = kafka();
    await expect(other.declare([{ ...spec, partitions: 3 }])).rejects.toMatchObject({ code: 'TOPIC_MISMATCH' });
    await Promise.all([one, two, other].map((each) => each.close()));
  });

  it('says what Kafka will never take', async () => {
    const huge = { ...anEvent(aTopic(), 'a', 1), payload: { text: randomBytes(1_500_000).toString('base64') } };

    await expect(publish([huge])).rejects.toMatchObject({ code: 'MESSAGE_REFUSED', reason: 'MESSAGE_TOO_LARGE' });
  });

  it('hands over what cannot be read as it is', async () => {
    const topic = aTopic();
    const raw = { topic, key: Buffer.from('k'), value: Buffer.from([0, 255]), headers: { ce_id: 'nonsense' } };
    await bus.publish([raw]);
    const found: Delivery[] = [];

    await readOnce(bus, { topics: [topic], from: 'first', to: 'end', handle: async ({ deliveries }) => void found.push(...deliveries) });

    expect(found).toMatchObject([{ record: null, problem: 'the header ce_subject is missing' }]);
    expect(found[0]?.raw()).toEqual({ key: raw.key, value: raw.value, headers: raw.headers });
  });

  it('shares the streams of a group among its members, and gives on those of one that leaves', async () => {
    const [topic, group] = [aTopic(), randomUUID()];
    const heard: Record<'one' | 'two', string[]> = { one: [], two: [] };
    const buses = { one: kafka(), two: kafka() };
    const join = (name: 'one' | 'two') =>
      buses[name].join({
        group,
        topics: [topic],
        begin: 'first',
        handle: async ({ deliveries, commit }) => {
          heard[name].push(...deliveries.map(textOf));
          await commit(deliveries.at(-1)?.at ?? '');
        },
      });
    const round = (number: number) => publish(Array.from({ length: 60 }, (_, key) => anEvent(topic, `k${key}`, number)));
    const all = () => [...heard.one, ...heard.two];
    await Promise.all([join('one'), join('two')]);
    await round(1);
    await until(() => all().length >= 60, 25_000);
    const shares = [heard.one.length, heard.two.length];
    await buses.one.close();
    await round(2);
    await until(() => new Set(all()).size === 120, 25_000);

    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(all().filter((text) => text.endsWith(' 2'))).toHaveLength(60);
    await buses.two.close();
  }, 60_000);
});
