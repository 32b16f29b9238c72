// Our gateway as production has it, but for the limits that the public query is beyond, and without rate limits and the log of
// requests. With `memory`, subgraphs are in its process: they answer the text that they answered the first time, read anew for each
// call, since what a subgraph answers is the gateway's to keep.
import { readFile } from 'node:fs/promises';
import { createGateway, gatewayConfig } from '@supergraph/gateway';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { httpTransport } from '@supergraph/kernel/transport';
import { fixedFacts } from '../fixed-facts.mjs';

const secret = process.env.SERVICE_SECRET;
const { urls, jwks, organization } = JSON.parse(await readFile(process.env.BENCH_GRAPH, 'utf8'));
const http = httpTransport({ urls, secret });
const memory = new Map(Object.keys(urls).map((name) => [name, new Map()]));

/** From the memory, which is filled over HTTP. */
async function remembered(subgraph, request) {
  const answers = memory.get(subgraph);
  const texts = answers.get(request.query) ?? new Map();
  answers.set(request.query, texts);
  const key = JSON.stringify(request.variables);
  const known = texts.get(key);
  if (known) return JSON.parse(known);
  const answer = await http.call(subgraph, request);
  texts.set(key, JSON.stringify(answer));
  return answer;
}

const config = loadConfig(gatewayConfig, {
  NODE_ENV: 'production',
  PORT: '0',
  HOST: '127.0.0.1',
  SERVICE_SECRET: secret,
  SUPERGRAPH_PATH: process.env.SUPERGRAPH_PATH,
  RATE_LIMIT: 'off',
  MAX_COST: '1000000000',
  SUBGRAPH_SHARE: process.env.BENCH_SHARE === 'on' ? '1' : '0',
});
const call = process.env.BENCH_TRANSPORT === 'memory' ? remembered : http.call;
await createGateway({
  config,
  call,
  keys: async () => jwks,
  facts: fixedFacts(organization),
  log: createLogger({ service: 'gateway', level: 'error' }),
});
