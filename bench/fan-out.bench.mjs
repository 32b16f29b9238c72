// Deliveries for each second of the gateway's CPU: one event to many subscribers, beside the naive way, in which every subscriber
// executes for itself through graphql-ws. Clients are in a process of their own, which is not counted. Then what an idle socket costs.
import { fork } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { EventEmitter, on, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { createGateway, gatewayConfig } from '@supergraph/gateway';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { channelName, memoryBroker } from '@supergraph/kernel/realtime';
import { parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import jwt from 'jsonwebtoken';
import { WebSocketServer } from 'ws';
import { executeEvent, planSubscription } from '../gateway/dist/execution/execute-event.js';
import { loadSupergraph } from '../gateway/dist/supergraph/load-supergraph.js';
import { fixedFacts } from './fixed-facts.mjs';
import { quantile } from './measure.mjs';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const SDL = {
  stock: `${LINK} type Query { a: Int } type Subscription { itemChanged(tag: Int): Event } type Event { kind: String! count: Int! note: String! item: Item } type Item @key(fields: "id") { id: ID! }`,
  names: `${LINK} type Query { b: Int } type Item @key(fields: "id") { id: ID! name: String! }`,
};
const QUERY = 'subscription Items($tag: Int) { itemChanged(tag: $tag) { kind count note item { id name } } }';
const CHANNEL = channelName('platform', 'item');
const NOTE = 'n'.repeat(180);
const ROUNDS = 3;

const composed = composeServices(Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })));
if (!composed.supergraphSdl) throw new Error(String(composed.errors));

/** Both subgraphs, answering at once. */
async function call(subgraph, { event, variables }) {
  if (subgraph === 'names')
    return { data: { _entities: variables.representations.map(({ id }) => ({ __typename: 'Item', name: `Item ${id}` })) } };
  if (event === undefined) return { data: null, extensions: { stream: { channels: [CHANNEL] } } };
  return { data: { itemChanged: { kind: 'moved', count: event.count, note: NOTE, item: { __typename: 'Item', id: '7' } } } };
}

const folder = await mkdtemp(join(tmpdir(), 'bench-fan-out-'));
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'ES256' }] };
const token = jwt.sign({ sub: 'u', scope: '', sid: 's' }, privateKey, {
  algorithm: 'ES256',
  expiresIn: '1h',
  issuer: 'innoerp',
  audience: 'innoerp-api',
  header: { alg: 'ES256', typ: 'at+jwt', kid: 'k' },
});
const log = createLogger({ service: 'bench', level: 'silent' });
const facts = fixedFacts(null);

let version = 0;
const broker = memoryBroker();
const emit = () => {
  version += 1;
  return broker.emit(CHANNEL, { key: `item:${version}`, version: '1', at: Date.now(), body: JSON.stringify({ count: version }) });
};

async function startGateway() {
  const path = join(folder, 'supergraph.graphql');
  await writeFile(path, composed.supergraphSdl);
  const many = '1000000';
  const config = loadConfig(gatewayConfig, {
    NODE_ENV: 'production',
    SERVICE_SECRET: randomUUID(),
    PORT: '0',
    SUPERGRAPH_PATH: path,
    RATE_LIMIT: 'off',
    SOCKETS_PER_ADDRESS: many,
    SUBSCRIPTIONS_PER_USER: many,
    DRAIN_MS: '0',
    SOCKET_PING_MS: '600000',
  });
  const gateway = await createGateway({ config, call, keys: async () => jwks, facts, broker, log });
  return { url: `${gateway.url.replace('http', 'ws')}/graphql`, emit, stop: () => gateway.stop() };
}

/** graphql-ws as its documentation has it: each subscription is an iterator, and executes each event for itself. */
async function startNaive() {
  const sourceOf = (name) => ({ process: async ({ request }) => call(name, request) });
  const supergraph = loadSupergraph(composed.supergraphSdl, { sourceOf });
  const events = new EventEmitter().setMaxListeners(0);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const wss = new WebSocketServer({ server });
  const subscribe = async function* ({ document, variableValues: variables }) {
    const operation = { document, original: document, variables, supergraph, request: { signal: new AbortController().signal } };
    const plan = planSubscription(operation);
    for await (const [event] of on(events, 'event')) {
      const source = { process: async () => call('stock', { event, variables }) };
      yield executeEvent(operation, plan, source);
    }
  };
  useServer({ schema: supergraph.apiSchema, subscribe: async (args) => subscribe(args) }, wss);
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    emit: async () => events.emit('event', { count: ++version }),
    stop: async () => {
      for (const client of wss.clients) client.terminate();
      server.close();
    },
  };
}

async function openClients(url, count, payloads) {
  const child = fork(new URL('./fan-out-clients.mjs', import.meta.url));
  child.send({ open: { url, count, token, payloads } });
  await once(child, 'message');
  return child;
}

/** Events one after another, each when all have got the one before. */
async function measure(start, { subscribers, classes, events }) {
  const server = await start();
  const payloads = Array.from({ length: classes }, (_, tag) => ({ query: QUERY, variables: { tag } }));
  const child = await openClients(server.url, subscribers, payloads);
  await new Promise((resolve) => setTimeout(resolve, 500)); // the last subscriptions are on their way
  const deliver = async () => {
    const heard = once(child, 'message');
    await server.emit();
    await heard;
  };
  await deliver();
  const [startedCpu, startedAt] = [process.cpuUsage(), performance.now()];
  for (let event = 0; event < events; event += 1) await deliver();
  const { user, system } = process.cpuUsage(startedCpu);
  const milliseconds = (performance.now() - startedAt) / events;
  child.kill();
  await once(child, 'exit');
  await server.stop();
  return { perCpuSecond: (subscribers * events * 1e6) / (user + system), milliseconds };
}

async function idleSockets(count) {
  const server = await startGateway();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const child = await openClients(server.url, count);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  globalThis.gc?.();
  const bytes = (process.memoryUsage().rss - before) / count;
  child.kill();
  await once(child, 'exit');
  await server.stop();
  return bytes / 1024;
}

const cases = [
  { subscribers: 1_000, classes: 1 },
  { subscribers: 5_000, classes: 1 },
  { subscribers: 1_000, classes: 100 },
  { subscribers: 5_000, classes: 100 },
];
const [, , , only] = process.argv;

async function showDeliveries() {
  console.log(
    '\n| subscribers | classes | gateway: deliveries per CPU-second | ms for an event | naive | ms for an event | ratio |\n|---|---|---|---|---|---|---|',
  );
  for (const each of cases) {
    const results = { gateway: [], naive: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      results.gateway.push(await measure(startGateway, { ...each, events: 40 }));
      results.naive.push(await measure(startNaive, { ...each, events: each.subscribers > 1_000 ? 1 : 3 }));
    }
    const median = (name, what) =>
      quantile(
        results[name].map((result) => result[what]),
        0.5,
      );
    const [ours, naive] = [median('gateway', 'perCpuSecond'), median('naive', 'perCpuSecond')];
    const times = ['gateway', 'naive'].map((name) => median(name, 'milliseconds').toFixed(0));
    console.log(
      `| ${each.subscribers} | ${each.classes} | ${ours.toFixed(0)} | ${times[0]} | ${naive.toFixed(0)} | ${times[1]} | ${(ours / naive).toFixed(0)}× |`,
    );
  }
}

try {
  // First, while nothing else has made the heap grow.
  if (only !== 'deliveries')
    console.log(`\nAn idle socket of 10,000: ${(await idleSockets(10_000)).toFixed(1)} KB of the gateway's memory`);
  if (only !== 'idle') await showDeliveries();
} finally {
  await broker.close();
  await rm(folder, { recursive: true, force: true });
}
