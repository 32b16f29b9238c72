// What a second of a subgraph's CPU answers: ours against Apollo Server's standalone server with type-graphql, both as documented.
// `ours` is the product as it is, with its directives and a context for each request; `signed` verifies the caller's signature, too,
// for which the other has nothing. `memory` reads nothing, so that all of it is execution and HTTP; `rows` reads the same people of
// PostgreSQL through MikroORM, ours with its locks. All on one Node with one set of flags; each round measures all of them in turns.
import { deepStrictEqual } from 'node:assert';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@supergraph/infra';
import { quantile } from './measure.mjs';

const [ROUNDS, SECONDS] = [Number(process.env.BENCH_ROUNDS ?? 7), Number(process.env.BENCH_SECONDS ?? 2)];
const CANDIDATES = ['apollo', 'ours', 'signed'];
const SOURCES = ['memory', 'rows'];
/** As production runs, and so does the other one here. */
const NODE_FLAGS = ['--max-semi-space-size=64'];
/** Requests after which nothing is compiled any more. */
const WARM_UP = 10_000;

const wanted = process.argv.slice(3).filter((part) => SOURCES.includes(part));
const folder = await mkdtemp(join(tmpdir(), 'bench-subgraph-'));
const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: false });
const env = { ...process.env, NODE_ENV: 'production', SERVICE_SECRET: randomUUID(), POSTGRES_URL: postgres.url };
const load = start('./subgraph-load.mjs', []);
try {
  for (const source of wanted.length > 0 ? wanted : SOURCES) await compare(source);
} finally {
  load.kill();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

function start(file, args) {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { env, execArgv: NODE_FLAGS });
}

async function compare(source) {
  const servers = [];
  try {
    for (const candidate of CANDIDATES) {
      const child = start('./subgraph-server.mjs', [candidate, source]);
      servers.push({ candidate, child, port: 0, micros: [], times: [] });
      const [{ port }] = await once(child, 'message');
      servers.at(-1).port = port;
    }
    const answers = [];
    for (const server of servers) answers.push(JSON.parse((await warmUp(server)).body));
    for (const answer of answers) deepStrictEqual(answer, answers[0]);
    for (let round = 0; round < ROUNDS; round += 1) for (const server of servers) await measure(server);
    print(source, servers);
  } finally {
    await Promise.all(servers.map(({ child }) => child.kill('SIGTERM') && child.exitCode === null && once(child, 'exit')));
  }
}

async function warmUp(server) {
  let answer;
  for (let sent = 0; sent < WARM_UP; sent += answer.times.length) answer = await run(server, 0.5);
  return answer;
}

async function run({ candidate, port }, seconds) {
  load.send({ candidate, port, seconds });
  const [answer] = await once(load, 'message');
  return answer;
}

async function usageOf({ child }) {
  child.send('usage');
  const [usage] = await once(child, 'message');
  return usage;
}

async function measure(server) {
  const before = await usageOf(server);
  const { times } = await run(server, SECONDS);
  const after = await usageOf(server);
  server.micros.push((after.cpu - before.cpu) / times.length);
  server.times.push(...times);
  server.rss = after.rss;
}

/** The least is what it takes while nobody else wants the machine; the ratio is of each round, of which the median counts. */
function print(source, servers) {
  const [first] = servers;
  console.log(`\n${source}: CPU of a request\n`);
  console.log('| candidate | µs, median | least | ratio | least … most | p50 ms | p99 ms | RSS MB |\n|---|---|---|---|---|---|---|---|');
  for (const { candidate, micros, times, rss } of servers) {
    const ratios = micros.map((value, round) => first.micros[round] / value).toSorted((one, other) => one - other);
    const columns = [
      quantile(micros, 0.5).toFixed(0),
      Math.min(...micros).toFixed(0),
      quantile(ratios, 0.5).toFixed(2),
      `${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)}`,
      ...[0.5, 0.99].map((share) => quantile(times, share).toFixed(1)),
      (rss / 2 ** 20).toFixed(0),
    ];
    console.log(`| ${candidate} | ${columns.join(' | ')} |`);
  }
}
