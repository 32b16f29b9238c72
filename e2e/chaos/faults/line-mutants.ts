import { setTimeout as sleep } from 'node:timers/promises';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis } from 'ioredis';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { Frame } from '../check/history.js';
import { readTopic, withClient } from '../rig/witness.js';
import type { World } from '../rig/world.js';
import { ORGANIZATIONS } from '../rig/writers.js';
import type { Fault } from './fault.js';

const NAIVE_TOPIC = 'mutant.account.v1';
const IN_FLIGHT = 5;

/** A relay that has the right cursor and keeps five requests in flight, with a producer that Kafka does not know again. */
const fiveInFlight: Fault = {
  id: 'F6-mutant',
  title: 'a publisher with five requests in flight while Kafka hangs',
  isMutant: true,
  // Few accounts: what is in flight together is of the same ones.
  load: { accounts: 4, hold: 0 },
  async during({ world, duration, random, note }) {
    const relay = startNaiveRelay(world);
    let hangs = 0;
    for (const end = Date.now() + duration; Date.now() < end; hangs += 1) {
      await sleep(1_000 + random.below(500));
      for (const pid of world.servers.kafka.pids) process.kill(pid, 'SIGSTOP');
      await sleep(2_500);
      for (const pid of world.servers.kafka.pids) process.kill(pid, 'SIGCONT');
    }
    note(`Kafka hung ${hangs} times; ${await relay.stop()} events were published`);
  },
  async judge({ world, pretend }) {
    const published = await readTopic(world.servers.kafka.brokers, NAIVE_TOPIC);
    const inOrder = published.toSorted((one, other) => one.partition - other.partition || one.offset - other.offset);
    const seen = new Set<string>();
    // Copies are allowed; what counts is when each came first.
    const first = inOrder.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
    pretend(
      'five in flight',
      first.map(({ id, key, eventId, sequence }) => ({ sink: 'five in flight', id, key, eventId, sequence })),
    );
  },
};

interface LogRow {
  position: string;
  event_id: string;
  aggregate_id: string;
  sequence: string;
  payload: unknown;
}

const NEXT = `select position, event_id, aggregate_id, sequence, payload from ledger.event_log
  where position > $1 and aggregate_type = 'account' order by position limit 50`;

function startNaiveRelay(world: World): { stop(): Promise<number> } {
  let isOver = false;
  const kafka = new Kafka({
    clientId: 'mutant',
    brokers: [...world.servers.kafka.brokers],
    logLevel: logLevel.NOTHING,
    requestTimeout: 1_000,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  const running = withClient(world.databaseUrl(), async (client) => {
    const producer = kafka.producer({ maxInFlightRequests: IN_FLIGHT });
    await producer.connect();
    const flying = new Set<Promise<unknown>>();
    let [cursor, published] = ['0', 0];
    while (true) {
      const rows: LogRow[] = (await client.query(NEXT, [cursor])).rows;
      if (rows.length === 0 && isOver) break;
      for (const row of rows) {
        if (flying.size >= IN_FLIGHT) await Promise.race(flying);
        const flight = send(producer, row).finally(() => flying.delete(flight));
        flying.add(flight);
        published += 1;
      }
      cursor = rows.at(-1)?.position ?? cursor;
      if (rows.length === 0) await sleep(20);
    }
    await Promise.all(flying);
    await producer.disconnect();
    return published;
  });
  return {
    stop() {
      isOver = true;
      return running;
    },
  };
}

/** Tries until it is there, each event for itself: whoever comes back first is first. */
async function send(producer: Producer, { event_id, aggregate_id, sequence, payload }: LogRow): Promise<void> {
  const messages = [{ key: aggregate_id, value: JSON.stringify(payload), headers: { ce_id: event_id, ce_sequence: sequence } }];
  for (;;) {
    const isThere = await producer.send({ topic: NAIVE_TOPIC, acks: -1, messages }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(100);
  }
}

const CHANNEL = 'numbers';

/** The library as one takes it from the shelf: what is published while its connection is away is gone, and nobody is told. */
const stockSubscriptions: Fault = {
  id: 'F15-mutant',
  title: 'graphql-redis-subscriptions as it is, with connections cut every 2 s',
  isMutant: true,
  start: { ledger: 1, audience: 1 },
  load: { pace: 20, writers: 2 },
  async during({ world, duration, overhear, note }) {
    const { url } = world.servers.redis;
    const [publisher, subscriber] = [new Redis(url), new Redis(url)];
    const pubsub = new RedisPubSub({ publisher, subscriber });
    const frames: Frame[] = [];
    await pubsub.subscribe(CHANNEL, (offset: number) => frames.push({ kind: 'event', epoch: '', offset, at: performance.now() }));
    const end = Date.now() + duration;
    let sent = 0;
    const publish = async () => {
      for (; Date.now() < end; await sleep(5)) {
        sent += 1;
        await pubsub.publish(CHANNEL, sent);
      }
    };
    let cut = 0;
    const cutting = async () => {
      for (; Date.now() < end; await sleep(2_000)) cut += Number(await publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    };
    await Promise.all([publish(), sleep(1_000).then(cutting)]);
    await sleep(1_000);
    await pubsub.close();
    note(`${cut} connections were cut; of ${sent} messages ${frames.length} arrived`);
    overhear({ id: 'stock subscriber', organizationId: ORGANIZATIONS[0], frames });
  },
};

export const lineMutants: readonly Fault[] = [fiveInFlight, stockSubscriptions];
