// How late a change is on a screen, and what it costs when everybody comes back at once. The processes are those of the faults
// (e2e/chaos/rig): a publisher, a gateway, PostgreSQL that is durable, Redis and Kafka, each by itself. (`live late`, `live storm` run a part)
import '../e2e/testkit/typescript.mjs';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { quantile } from './measure.mjs';

const { startWorld } = await import('../e2e/chaos/rig/world.ts');
const { Watcher } = await import('../e2e/chaos/rig/sockets.ts');
const { ORGANIZATIONS, startWriters } = await import('../e2e/chaos/rig/writers.ts');
const { openOrganizations } = await import('../e2e/chaos/faults/watchers.ts');
const { transactionsDuring } = await import('../e2e/chaos/faults/stream-faults.ts');
const { seeded } = await import('../e2e/fuzz/random.ts');

const [, , , only] = process.argv;
const RATE = 500;
const SECONDS = 15;
const ROUNDS = 2;
const CLIENTS = 5_000;
/** Milliseconds in which 5,000 clients come back on this machine. */
const STORM = 40_000;
const INSERT = `insert into ledger.outbox (event_id, organization_id, topic, aggregate_type, aggregate_id, sequence, type, payload, headers)
  values ($1, $2, 'evt.ledger.account.v1', 'account', $3, $4, 'ledger.posted.v1', $5, $6)`;
const HEADERS = { correlationId: 'bench', actor: { kind: 'system', id: null } };
const QUERY = 'subscription Posted($organizationId: ID!) { posted(organizationId: $organizationId) { organizationId postingId } }';

const dataDir = await mkdtemp(join(tmpdir(), 'bench-live-'));
const env = { SOCKETS_PER_ADDRESS: '1000000', SUBSCRIPTIONS_PER_USER: '1000000' };
const world = await startWorld({ dataDir, env });
try {
  if (only !== 'storm') await showLateness();
  if (only !== 'late') await showStorm();
} finally {
  await world.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function withProcesses(own, work) {
  await world.start('ledger', own);
  await world.start('gateway', own);
  await openOrganizations(world);
  try {
    return await work();
  } finally {
    for (const running of [...world.processes.gateway, ...world.processes.ledger]) await world.kill(running);
  }
}

/** Sockets of both organizations in turn, once they are subscribed. */
async function watch(count, heard) {
  const watchers = Array.from({ length: count }, (_, index) => {
    const organizationId = ORGANIZATIONS[index % ORGANIZATIONS.length];
    const [sub, sid] = [randomUUID(), randomUUID()];
    return new Watcher({
      id: `socket ${index}`,
      url: () => `${world.processes.gateway[0]?.url ?? 'http://127.0.0.1:1'}/graphql`,
      organizationId,
      token: () => world.tokens.sign({ sub, org: organizationId, sid, scope: '' }),
      query: QUERY,
      variables: { organizationId },
      ownerOf: (data) => {
        heard(data.posted.postingId, index);
        return data.posted.organizationId;
      },
    });
  });
  for (let from = 0; from < count; from += 200) {
    const some = watchers.slice(from, from + 200);
    for (const watcher of some) watcher.start();
    await Promise.all(some.map(({ subscribed }) => subscribed));
  }
  await sleep(2_000); // the last ones are being opened
  return watchers;
}

function write(options) {
  return startWriters({
    urls: () => world.processes.ledger.map(({ url }) => url),
    secret: world.secret,
    random: seeded('bench', 1),
    accounts: 200,
    hold: 0,
    undone: 0,
    ...options,
  });
}

/**
 * From a commit to each socket. What is committed are events alone, at a steady rate: a whole mutation for each takes more than this
 * machine has beside what is measured.
 */
async function lateness() {
  const arrivals = [];
  const watchers = await watch(20, (id) => arrivals.push([id, performance.now()]));
  const committed = new Map();
  const pool = new pg.Pool({ connectionString: world.databaseUrl(), max: 8 });
  const accounts = Array.from({ length: 200 }, (_, index) => ({ id: randomUUID(), organizationId: ORGANIZATIONS[index % 2], events: 0 }));
  const post = async (account) => {
    const id = randomUUID();
    account.events += 1;
    const payload = { postingId: id, accountId: account.id, organizationId: account.organizationId, amount: 1 };
    await pool.query(INSERT, [randomUUID(), account.organizationId, account.id, account.events, payload, HEADERS]);
    committed.set(id, performance.now());
  };
  const posting = [];
  const began = performance.now();
  for (let count = 0; count < RATE * SECONDS; count += 1) {
    const due = began + (count * 1_000) / RATE;
    if (due > performance.now() + 1) await sleep(due - performance.now());
    // An account has one at a time: its events are numbered.
    const account = accounts[count % accounts.length];
    account.last = (account.last ?? Promise.resolve()).then(() => post(account));
    posting.push(account.last);
  }
  await Promise.all(posting);
  const rate = (RATE * SECONDS * 1_000) / (performance.now() - began);
  await sleep(1_000);
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  await pool.end();
  // The first seconds warm everything up.
  const counted = arrivals.filter(([id]) => committed.get(id) > began + 3_000);
  return { rate, delivered: arrivals.length / (RATE * SECONDS), late: counted.map(([id, at]) => at - committed.get(id)) };
}

async function showLateness() {
  const ways = { 'log → Kafka → Redis → socket': {}, 'log → Redis → socket (no Kafka)': { KAFKA_BROKERS: '' } };
  const results = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, own] of Object.entries(ways)) results[name].push(await withProcesses(own, lateness));
  console.log(`\n${RATE} commits a second asked for, 10 sockets of each of two organizations\n`);
  console.log('| way | commits/s | sockets that heard each | commit → socket p50 ms | p99 |\n|---|---|---|---|---|');
  for (const [name, runs] of Object.entries(results)) {
    const late = runs.flatMap((run) => run.late);
    const medians = ['rate', 'delivered'].map((what) =>
      quantile(
        runs.map((run) => run[what]),
        0.5,
      ).toFixed(0),
    );
    console.log(`| ${name} | ${medians.join(' | ')} | ${quantile(late, 0.5).toFixed(1)} | ${quantile(late, 0.99).toFixed(1)} |`);
  }
}

/** All sockets are cut at once, and come back with their cursors. Nothing is written meanwhile; one change afterwards finds who is there. */
async function showStorm() {
  await withProcesses({}, async () => {
    let heard = new Set();
    const watchers = await watch(CLIENTS, (_id, index) => heard.add(index));
    const tellAll = async () => {
      heard = new Set();
      const writers = write({ writers: 8, pace: 20 });
      const began = performance.now();
      while (heard.size < CLIENTS && performance.now() < began + 60_000) await sleep(20);
      await writers.stop();
      return heard.size;
    };
    const before = await tellAll();
    await sleep(5_000);
    const idle = await transactionsDuring(world, () => sleep(STORM));
    const storm = await transactionsDuring(world, async () => {
      for (const watcher of watchers) watcher.cut();
      await sleep(STORM);
    });
    const back = await tellAll();
    const lost = watchers.filter(({ frames }) => frames.some(({ kind }) => kind === 'resync')).length;
    console.log(`\n${CLIENTS} sockets (${before} heard of a change) cut at once: ${back} were back, ${lost} had to begin anew`);
    console.log(`Transactions in the database within ${STORM / 1_000} s: ${idle} while nothing happened, ${storm} while all came back`);
    await Promise.all(watchers.map((watcher) => watcher.stop()));
  });
}
