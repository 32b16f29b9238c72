// No gateway: what HTTP and JSON alone cost one. It learns from ours which calls a request takes and what the answer is, and from then
// on makes these calls with our own client, reads what comes as JSON and writes that answer. It plans, checks, signs, limits, counts,
// merges and shapes nothing, so no gateway on this Node can be faster that makes as many calls.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createGateway, gatewayConfig } from '@supergraph/gateway';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { httpTransport } from '@supergraph/kernel/transport';
import { HttpClient, headerLine } from '../../kernel/dist/transport/http1/http-client.js';
import { fixedFacts } from '../fixed-facts.mjs';

const { urls, jwks, organization } = JSON.parse(await readFile(process.env.BENCH_GRAPH, 'utf8'));
const http = httpTransport({ urls, secret: process.env.SERVICE_SECRET });
const origin = new URL(Object.values(urls)[0]);
const client = new HttpClient({ origin, connections: 64, timeout: 30_000, mostBytes: 1e8 });
const headers = { 'content-type': 'application/json' };
const head = headerLine('content-type', 'application/json');

// The port that the benchmark hears of is the one below.
const { send } = process;
process.send = () => true;

let waves = [];
let running = 0;
const gateway = await createGateway({
  config: loadConfig(gatewayConfig, {
    NODE_ENV: 'production',
    PORT: '0',
    SERVICE_SECRET: process.env.SERVICE_SECRET,
    SUPERGRAPH_PATH: process.env.SUPERGRAPH_PATH,
    RATE_LIMIT: 'off',
    MAX_COST: '1000000000',
  }),
  async call(subgraph, request) {
    if (running++ === 0) waves.push([]);
    const { query, variables, operationName } = request;
    waves.at(-1).push({ path: new URL(urls[subgraph]).pathname, head, body: JSON.stringify({ query, variables, operationName }) });
    const answer = await http.call(subgraph, request);
    // Calls that start in the same turn of the loop are one wave.
    setImmediate(() => {
      running -= 1;
    });
    return answer;
  },
  keys: async () => jwks,
  facts: fixedFacts(organization),
  log: createLogger({ service: 'gateway', level: 'error' }),
});

const learnt = new Map();
const ask = async (body) => (await gateway.handle({ method: 'POST', url: '/graphql', headers, payload: body })).payload;

/** The first time the gateway is still planning, and subgraphs answer one after the other what later comes together. */
async function learn(body) {
  for (let time = 0; time < 20; time += 1) await ask(body);
  waves = [];
  running = 0;
  return { answer: JSON.parse(await ask(body)), waves };
}
let learning = Promise.resolve();
const known = async (body) => {
  learning = learning.then(async () => learnt.has(body) || learnt.set(body, await learn(body)));
  await learning;
  return learnt.get(body);
};

const post = async (call) => JSON.parse((await client.post(call)).body);

async function answer(body, response) {
  JSON.parse(body);
  const { waves, answer } = learnt.get(body) ?? (await known(body));
  for (const wave of waves) await Promise.all(wave.map(post));
  const text = Buffer.from(`${JSON.stringify(answer)}\n`);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length }).end(text);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void answer(Buffer.concat(chunks).toString(), response));
});
process.send = send;
server.listen(0, '127.0.0.1');
