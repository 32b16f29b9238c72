// What a second of a subgraph's CPU answers: ours against Apollo Server's standalone server with type-graphql, both as documented.
// `ours` is the product as it is, with its directives and a context for each request; `signed` verifies the caller's signature, too,
// for which the other has nothing.
import { deepStrictEqual } from 'node:assert';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { quantile } from './measure.mjs';

const [ROUNDS, SECONDS] = [Number(process.env.BENCH_ROUNDS ?? 7), Number(process.env.BENCH_SECONDS ?? 2)];
const CANDIDATES = ['apollo', 'ours', 'signed'];
const env = { ...process.env, NODE_ENV: 'production', SERVICE_SECRET: randomUUID() };
const start = (file, ...args) => fork(fileURLToPath(new URL(file, import.meta.url)), args, { env });

const load = start('./subgraph-load.mjs');
const servers = [];
try {
  for (const candidate of CANDIDATES) {
    const child = start('./subgraph-server.mjs', candidate);
    servers.push({ candidate, child, port: 0, perCpuSecond: [], times: [] });
    const [{ port }] = await once(child, 'message');
    servers.at(-1).port = port;
  }
  const answers = [];
  for (const server of servers) answers.push(JSON.parse((await run(server, 2)).body));
  for (const answer of answers) deepStrictEqual(answer, answers[0]);
  for (let round = 0; round < ROUNDS; round += 1) for (const server of servers) await measure(server);
  print();
} finally {
  for (const { child } of servers) child.kill('SIGTERM');
  load.kill();
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
  server.perCpuSecond.push((times.length * 1e6) / (after.cpu - before.cpu));
  server.times.push(...times);
  server.rss = after.rss;
}

function print() {
  const [first] = servers;
  console.log('\n| candidate | answers per CPU-second | ratio | least … most | p50 ms | p99 ms | RSS MB |\n|---|---|---|---|---|---|---|');
  for (const { candidate, perCpuSecond, times, rss } of servers) {
    const ratios = perCpuSecond.map((value, round) => value / first.perCpuSecond[round]).toSorted((one, other) => one - other);
    const columns = [
      quantile(perCpuSecond, 0.5).toFixed(0),
      quantile(ratios, 0.5).toFixed(2),
      `${ratios[0].toFixed(2)} … ${ratios.at(-1).toFixed(2)}`,
      ...[0.5, 0.99].map((share) => quantile(times, share).toFixed(1)),
      (rss / 2 ** 20).toFixed(0),
    ];
    console.log(`| ${candidate} | ${columns.join(' | ')} |`);
  }
}
