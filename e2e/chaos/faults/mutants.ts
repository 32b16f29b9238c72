import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import type { Effect } from '../check/history.js';
import { TOPIC, withClient } from '../rig/witness.js';
import type { Fault } from './fault.js';

/** A relay as one writes it first: a cursor over ids, which are taken before the commit and not in its order. */
const naiveCursor: Fault = {
  id: 'F1-mutant',
  title: 'a cursor over ids instead of our relay',
  isMutant: true,
  load: { writers: 32, hold: 50, undone: 0.2 },
  async during({ world, duration, pretend }) {
    const effects: Effect[] = [];
    await withClient(world.databaseUrl(), async (client) => {
      let cursor = '0';
      for (const end = Date.now() + duration + 1_000; Date.now() < end; await sleep(5)) {
        const { rows } = await client.query(
          'select serial, id, account_id from ledger.posting where serial > $1 order by serial limit 500',
          [cursor],
        );
        cursor = rows.at(-1)?.serial ?? cursor;
        for (const { id, account_id: key } of rows) effects.push({ sink: 'naive cursor', id, key, eventId: id, sequence: 0 });
      }
    });
    pretend('naive cursor', withoutOrder(effects));
  },
};

/** A consumer that commits its offsets now and then and remembers nothing else, and dies in between. */
const forgetfulConsumer: Fault = {
  id: 'F10-mutant',
  title: 'a consumer without an inbox',
  isMutant: true,
  async during({ world, duration, pretend }) {
    const effects: Effect[] = [];
    const groupId = `forgetful-${randomUUID()}`;
    for (const end = Date.now() + duration; Date.now() < end; ) {
      const consumer = await consume(world.servers.kafka.brokers, groupId, effects);
      await sleep(4_000);
      // As if it were killed: what it did since its last commit is done again.
      await consumer.disconnect();
    }
    pretend('forgetful consumer', withoutOrder(effects));
  },
};

async function consume(brokers: readonly string[], groupId: string, effects: Effect[]): Promise<Consumer> {
  const consumer = new Kafka({ clientId: 'mutant', brokers: [...brokers], logLevel: logLevel.NOTHING }).consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const { postingId: id, accountId: key } = JSON.parse(String(message.value));
      effects.push({ sink: 'forgetful consumer', id, key, eventId: id, sequence: 0 });
    },
  });
  return consumer;
}

/** Only loss and repetition are looked at: each is numbered by its turn within its account. */
function withoutOrder(effects: readonly Effect[]): Effect[] {
  const turns = new Map<string, number>();
  const seen = new Set<string>();
  return effects.map((effect) => {
    if (seen.has(effect.id)) return effect;
    seen.add(effect.id);
    const turn = (turns.get(effect.key) ?? 0) + 1;
    turns.set(effect.key, turn);
    return { ...effect, sequence: turn };
  });
}

export const mutants: readonly Fault[] = [naiveCursor, forgetfulConsumer];
