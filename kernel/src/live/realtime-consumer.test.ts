import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Note, notesSubgraph, writeNote } from '../../testing/notes.js';
import { until } from '../../testing/until.js';
import type { EventRecord } from '../events/index.js';
import { channelName, memoryBroker, PLATFORM, type PositionedMessage, RealtimeErrors } from '../realtime/index.js';
import { testSubgraph } from '../testing/index.js';
import { ownChannel, PULSE_CHANNEL, realtimeConsumer } from './index.js';

const record = (values: Partial<EventRecord> = {}): EventRecord => ({
  position: '1',
  id: randomUUID(),
  type: 'note.written.v1',
  source: 'notes',
  topic: 'evt.notes.note.v1',
  aggregateType: 'note',
  aggregateId: randomUUID(),
  sequence: '1',
  organizationId: randomUUID(),
  payload: { text: 'hello' },
  headers: {
    correlationId: 'request-1',
    actor: { kind: 'user', id: 'u' },
    sessionId: 'secret-session',
    ip: '203.0.113.7',
    userAgent: 'secret-agent',
  },
  createdAt: '2026-01-02T03:04:05.678Z',
  ...values,
});

describe('the consumer that tells events live', () => {
  it('tells an event of its organization, or of the platform, without where and by which device it was caused', async () => {
    const broker = memoryBroker();
    const [ours, platforms] = [record(), record({ organizationId: null })];
    const { consumer, lag } = realtimeConsumer({ source: 'notes', channelsOf: ownChannel, broker });
    const channels = [channelName(ours.organizationId as string, 'note'), channelName(PLATFORM, 'note')] as const;
    const starts = await broker.positions(channels);

    await consumer.handle([ours, platforms]);

    const [told] = (await broker.since(channels[0], starts[0] as never)) ?? [];
    expect(told).toMatchObject({ key: `note:${ours.aggregateId}`, version: '1', at: Date.parse(ours.createdAt) });
    const { headers, ...rest } = ours;
    expect(JSON.parse(told?.body ?? '')).toEqual({
      ...rest,
      headers: { correlationId: headers.correlationId, actor: headers.actor },
    });
    expect(told?.body).not.toMatch(/secret|203\.0/);
    expect(await broker.position(channels[1])).toMatchObject({ offset: 1 });
    expect(lag()).toBe(0);
  });

  it('tells nothing before what has to be done first is done', async () => {
    const broker = memoryBroker();
    const event = record();
    const channel = channelName(event.organizationId as string, 'note');
    const done = Promise.withResolvers<void>();
    const forgotten: EventRecord[] = [];
    const before = async (records: readonly EventRecord[]) => {
      forgotten.push(...records);
      await done.promise;
    };
    const { consumer } = realtimeConsumer({ source: 'notes', channelsOf: ownChannel, broker, before });

    const telling = consumer.handle([event]);
    await new Promise((resolve) => setImmediate(resolve));
    const early = await broker.position(channel);
    done.resolve();
    await telling;

    expect(forgotten).toEqual([event]);
    expect([early.offset, (await broker.position(channel)).offset]).toEqual([0, 1]);
  });

  it('keeps the order of an aggregate when telling fails on the way, and tells nothing twice', async () => {
    const broker = memoryBroker();
    const [organizationId, aggregateId] = [randomUUID(), randomUUID()];
    const channel = channelName(organizationId, 'note');
    const records = [1, 2, 3, 4].map((sequence) => record({ organizationId, aggregateId, sequence: String(sequence) }));
    let failures = 3;
    const unsteady = {
      ...broker,
      emit: async (...args: Parameters<typeof broker.emit>) => {
        if (args[1].version === '2' && failures-- > 0) throw RealtimeErrors.REALTIME_UNAVAILABLE();
        return broker.emit(...args);
      },
    };
    const heard: PositionedMessage[] = [];
    await broker.listen(channel, { message: (message) => void heard.push(message), interrupted: () => {} });
    const { consumer, lag } = realtimeConsumer({ source: 'notes', channelsOf: ownChannel, broker: unsteady });

    while (failures > 0) {
      await expect(consumer.handle(records)).rejects.toMatchObject({ kind: 'unavailable' });
      expect(lag()).toBeGreaterThan(0);
    }
    await consumer.handle(records);

    expect(heard.map(({ version }) => version)).toEqual(['1', '2', '3', '4']);
    expect(lag()).toBe(0);
  });
});

describe('a subgraph that runs', () => {
  const broker = memoryBroker();
  const app = testSubgraph(notesSubgraph(), { broker, background: true });

  it('tells of what was committed, and of nothing else', async () => {
    const organizationId = randomUUID();
    const note = await app.seed(new Note(organizationId, 'old'));
    const heard: PositionedMessage[] = [];
    await broker.listen(channelName(organizationId, 'note'), { message: (m) => void heard.push(m), interrupted: () => {} });

    await expect(writeNote(app.context(organizationId), { id: note.id, text: 'too late' })).rejects.toThrow();
    await writeNote(app.context(organizationId), { id: note.id, text: 'new' });
    await until(() => heard.length > 0);

    expect(heard.map(({ body }) => JSON.parse(body).payload.text)).toEqual(['new']);
  });

  it('says how late it is', async () => {
    const { epoch } = await broker.position(PULSE_CHANNEL);
    const [pulse] = (await broker.since(PULSE_CHANNEL, { epoch, offset: 0 })) ?? [];

    expect(pulse).toMatchObject({ key: 'notes' });
    expect(JSON.parse(pulse?.body ?? '')).toEqual({
      source: 'notes',
      relayLagMs: expect.any(Number),
      consumerLagMs: expect.any(Number),
      at: pulse?.at,
    });
  });
});
