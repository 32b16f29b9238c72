// How fast events come from the outbox to Kafka, and how late one is that was just committed.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { provisionDatabase, startKafka, startPostgres } from '@supergraph/infra';
import { migrate } from '@supergraph/kernel/db';
import { eventMigrations, kafkaBus, Relay, Signal } from '@supergraph/kernel/events';
import { createLogger } from '@supergraph/kernel/logger';
import pg from 'pg';
import { quantile } from './measure.mjs';

const BACKLOG = 50_000;
const ROUNDS = 3;
const RATE = 500;
const SECONDS = 10;
const AGGREGATES = 2_000;
const HEADERS = '{"correlationId":"c","actor":{"kind":"system","id":null}}';
const EMPTY = 'delete from outbox; delete from event_log; delete from event_receipt; update relay_cursor set position = 0';

const dataDir = await mkdtemp(join(tmpdir(), 'bench-relay-'));
const [postgres, kafka] = await Promise.all([
  startPostgres({ dataDir: join(dataDir, 'postgres'), durable: false }),
  process.env.KAFKA_BROKERS
    ? { url: process.env.KAFKA_BROKERS, stop: async () => {} }
    : startKafka({ dataDir: join(dataDir, 'kafka'), durable: false }),
]);
const log = createLogger({ service: 'bench', level: 'warn' });
const prefix = `bench-${randomUUID().slice(0, 8)}.`;
const bus = kafkaBus({ brokers: kafka.url.split(','), clientId: 'bench', prefix, log });
const schema = 'relayed';
try {
  const { relayed } = await provisionDatabase({
    adminUrl: postgres.url,
    database: 'bench',
    schemas: [{ schema, ownerPassword: 'bench', appPassword: 'bench' }],
  });
  await migrate({ url: relayed.ownerUrl, schema, migrations: [...eventMigrations] });
  const client = new pg.Client({ connectionString: relayed.appUrl });
  await client.connect();
  await client.query('set role relayed_platform; set search_path to relayed');
  const relayTo = (to) => new Relay({ url: relayed.appUrl, schema, source: schema, log, published: new Signal(), bus: to });

  console.log(`\nA backlog of ${BACKLOG} events of ${AGGREGATES} aggregates, 300 bytes each\n`);
  console.log('| way | events per second |\n|---|---|');
  for (const [name, to] of [
    ['outbox → log', undefined],
    ['outbox → log → Kafka', bus],
  ]) {
    const speeds = [];
    for (let round = 0; round < ROUNDS; round += 1) speeds.push(await drain(client, relayTo(to), to !== undefined));
    console.log(`| ${name} | ${quantile(speeds, 0.5).toFixed(0)} |`);
  }

  const late = await lateness(client, relayTo(bus));
  console.log(`\nOne by one, ${RATE} a second for ${SECONDS} s: from the commit to a member of a group\n`);
  console.log('| p50 ms | p99 ms |\n|---|---|');
  console.log(`| ${quantile(late, 0.5).toFixed(0)} | ${quantile(late, 0.99).toFixed(0)} |`);
  await client.end();
} finally {
  await bus.close();
  await postgres.stop();
  await kafka.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function drain(client, relay, hasBus) {
  await client.query(EMPTY);
  await client.query(
    `insert into outbox (event_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
     select gen_random_uuid(), 'evt.relayed.thing.v1', 'thing', n % ${AGGREGATES}, n, 'thing.changed.v1',
       jsonb_build_object('thingId', n % ${AGGREGATES}, 'text', repeat(md5(n::text), 8)), '${HEADERS}' from generate_series(1, ${BACKLOG}) n`,
  );
  const begun = performance.now();
  relay.start();
  const done = hasBus
    ? 'select (select count(*) from outbox) = 0 and position = (select max(position) from event_log) as done from relay_cursor'
    : 'select count(*) = 0 as done from outbox';
  while (!(await client.query(done)).rows[0].done) await sleep(10);
  const speed = (BACKLOG * 1_000) / (performance.now() - begun);
  await relay.stop();
  return speed;
}

async function lateness(client, relay) {
  await client.query(EMPTY);
  const sent = new Map();
  const late = [];
  const member = await bus.join({
    group: 'relayed.bench',
    topics: ['evt.relayed.thing.v1'],
    begin: 'latest',
    handle: async ({ deliveries, commit }) => {
      for (const { record } of deliveries) if (sent.has(record?.id)) late.push(performance.now() - sent.get(record.id));
      await commit(deliveries.at(-1).at);
    },
  });
  relay.start();
  await sleep(1_000);
  for (let n = 1; n <= RATE * SECONDS; n += 1) {
    const id = randomUUID();
    await client.query(
      `insert into outbox (event_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
       values ($1, 'evt.relayed.thing.v1', 'thing', $2, $3, 'thing.changed.v1', '{"text":"news"}', '${HEADERS}')`,
      [id, n % AGGREGATES, BACKLOG + n],
    );
    sent.set(id, performance.now());
    relay.wake();
    await sleep(1_000 / RATE);
  }
  while (late.length < RATE * SECONDS) await sleep(50);
  await member.leave();
  await relay.stop();
  return late;
}
