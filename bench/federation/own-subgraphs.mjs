// The subgraphs of our own product, on a database of their own with one organization that has just signed up. Whoever calls counts as
// its owner: stock @apollo/gateway says nothing of who asks.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, gatewayConfig } from '@supergraph/gateway';
import { provisionDatabase, startPostgres } from '@supergraph/infra';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { schemaName } from '@supergraph/kernel/subgraph';
import { bootSubgraphs, subgraphs } from '@supergraph/standalone';
import { SIGN_UP } from '../../e2e/dist/documents.js';
import { answerFromMemory } from './answer-from-memory.mjs';

/** Until nothing happens any more of what a new organization sets off. */
const SETTLING = 5_000;
const SECRET = randomUUID();
const folder = await mkdtemp(join(tmpdir(), 'bench-own-'));
let starting;
let booting;
let fleet;
let stopping;
process.on('SIGTERM', stop).on('disconnect', stop);
process.on('SIGINT', () => {}); // of a terminal: the parent ends of it, which is heard
if (!process.connected) await stop(); // it ended meanwhile
try {
  starting = startPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  const { url } = await starting;
  booting = startFleet(url);
  fleet = await booting;
  await serve();
} catch (error) {
  tell({ failure: error.message });
  await stop();
}

function tell(message) {
  if (process.connected) process.send(message);
}

/** What has begun to start is stopped when it has. */
function stop() {
  stopping ??= (async () => {
    const postgres = await starting?.catch(() => undefined);
    await booting?.then((running) => running.stop()).catch(() => undefined);
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
    process.exit();
  })();
  return stopping;
}

async function serve() {
  const sdl = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const { jwks, token, identity } = await signUp();
  await sleep(SETTLING);
  const url = await answerFromMemory((subgraph, { query, variables, operationName }) =>
    fleet.call(subgraph, { query, variables, operationName, identity, requestId: randomUUID() }),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name }) => [name, `${url}/${name}`]));
  tell({
    urls,
    sdl: sdl.replace(/(@join__graph\(name: "([^"]+)", url: ")[^"]*/g, (_, head, name) => `${head}${urls[name]}`),
    headers: { host: 'localhost', authorization: `Bearer ${token}` },
    jwks,
    organization: await fleet.facts.organization(identity.organizationId),
  });
}

async function startFleet(adminUrl) {
  const schemas = subgraphs.map(({ name }) => ({ schema: schemaName(name), ownerPassword: 'bench', appPassword: 'bench' }));
  const databases = await provisionDatabase({ adminUrl, database: 'bench', schemas });
  const env = { NODE_ENV: 'test', SERVICE_SECRET: SECRET, KEY_ENCRYPTION_SECRET: SECRET, ACCESS_TOKEN_SECONDS: '3600' };
  return bootSubgraphs({ subgraphs, databases, env, logLevel: 'silent' });
}

/** Through a gateway, which tells who asks afterwards. */
async function signUp() {
  const owner = fleet.all().find(({ routes }) => routes.some(({ path }) => path.endsWith('jwks.json')));
  const { body: keys } = await owner.routes.find(({ path }) => path.endsWith('jwks.json')).handle(owner.services);
  let last;
  const call = (subgraph, request) => {
    last = request.identity;
    return fleet.call(subgraph, request);
  };
  const env = { NODE_ENV: 'production', PORT: '0', SERVICE_SECRET: SECRET, CORS_ORIGINS: 'https://bench.example' };
  const log = createLogger({ service: 'bench', level: 'silent' });
  const gateway = await createGateway({ config: loadConfig(gatewayConfig, env), call, keys: async () => keys, facts: fleet.facts, log });
  const ask = async (payload, headers) => {
    const response = await gateway.handle({ method: 'POST', url: '/graphql', headers, payload });
    const answer = response.json();
    if (!answer.data || answer.errors) throw new Error(response.body);
    return answer.data;
  };
  const input = {
    name: 'Bench',
    subdomain: 'bench',
    ownerEmail: 'olga@bench.example',
    ownerName: 'Olga',
    password: `correct-${SECRET}-horse`,
    planKey: 'pro',
    industryCode: 'retail',
    idempotencyKey: SECRET,
  };
  const { organizationSignUp } = await ask({ query: SIGN_UP, variables: { input } });
  const { accessToken } = organizationSignUp.tokens;
  await ask({ query: '{ viewer { email } }' }, { authorization: `Bearer ${accessToken}` });
  await gateway.stop();
  return { jwks: keys, token: accessToken, identity: last };
}
