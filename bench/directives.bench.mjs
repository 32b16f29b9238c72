// What share of the gateway's CPU goes into judging the directives of an operation, in two ways. Two gateways serve the same
// operation from the same recorded answers of the subgraphs: one over the schema as it is, one over the schema without its security
// directives; the difference drowns in the noise of whole requests. So the stage is measured by itself as well.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, gatewayConfig } from '@supergraph/gateway';
import { provisionDatabase, startPostgres } from '@supergraph/infra';
import { loadConfig } from '@supergraph/kernel/config';
import { createLogger } from '@supergraph/kernel/logger';
import { schemaName } from '@supergraph/kernel/subgraph';
import { bootSubgraphs, subgraphs } from '@supergraph/standalone';
import { parse, print, visit } from 'graphql';
import { DASHBOARD, SIGN_UP } from '../e2e/dist/documents.js';
import { enforceDirectives } from '../gateway/dist/directives/enforce-directives.js';
import { loadSupergraph } from '../gateway/dist/supergraph/load-supergraph.js';
import { createGatewayMetrics } from '../gateway/dist/telemetry/gateway-metrics.js';
import { createMeter } from '../gateway/dist/telemetry/meter.js';
import { inTurns } from './measure.mjs';

const SECRET = randomUUID();
const SECURITY = new Set(['authenticated', 'requiresScopes', 'policy', 'tenantScoped', 'requiresModule']);
const folder = await mkdtemp(join(tmpdir(), 'bench-directives-'));
const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: false });
const closing = [() => postgres.stop(), () => rm(folder, { recursive: true, force: true })];
const log = createLogger({ service: 'bench', level: 'silent' });

try {
  const fleet = await startFleet();
  const keys = await keysOf(fleet);
  const recorded = new Map();
  let isRecording = true;
  const call = async (subgraph, request) => {
    const key = `${subgraph} ${request.query} ${JSON.stringify(request.variables)}`;
    if (isRecording || !recorded.has(key)) recorded.set(key, JSON.stringify(await fleet.call(subgraph, request)));
    return JSON.parse(recorded.get(key));
  };
  const sdl = await readFile(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8');
  const guarded = await startGateway({ fleet, keys, call, sdl });
  const open = await startGateway({ fleet, keys, call, sdl: withoutSecurity(sdl) });
  const { accessToken } = await signUp(guarded);
  const operations = {
    'dashboard (five subgraphs, 60 fields)': DASHBOARD,
    'small (one field)': '{ organization { name } }',
    'a part refused': '{ organization { name employees(first: 5) { nodes { user { displayName } } } } }',
  };
  const supergraph = loadSupergraph(sdl, { sourceOf: () => ({}) });
  console.log('\n| operation | request, CPU µs | without directives | the stage alone, µs | share of the stage |\n|---|---|---|---|---|');
  for (const [name, query] of Object.entries(operations)) {
    const send = (gateway) => () =>
      gateway.handle({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
        payload: JSON.stringify({ query }),
      });
    isRecording = true;
    for (const gateway of [guarded, open]) check(await send(gateway)());
    isRecording = false;
    const { on, off } = await inTurns({ on: send(guarded), off: send(open) }, { rounds: 15, turns: 400, concurrency: 4 });
    const alone = await stageAlone(supergraph, query);
    const columns = [on.cpu.toFixed(0), off.cpu.toFixed(0), alone.toFixed(2), `${((alone / on.cpu) * 100).toFixed(2)} %`];
    console.log(`| ${name} | ${columns.join(' | ')} |`);
  }
} finally {
  for (const close of closing.toReversed()) await close();
}

/** Microseconds that the stage takes for one request, of a document that it has compiled. */
async function stageAlone(supergraph, query) {
  const stage = enforceDirectives({
    facts: { lag: () => 0 },
    mode: 'filter',
    report: 'errors',
    log,
    metrics: createGatewayMetrics(createMeter()),
  });
  const scopes = ['org:members:read', 'org:modules:read', 'org:audit:read', 'org:write'];
  const identity = { kind: 'user', subject: 'u', organizationId: 'a', scopes, sessionId: 's', memberKind: 'EMPLOYEE' };
  const organization = { id: 'a', slug: 'a', status: 'ACTIVE', hosts: [], modules: {}, entitledUntil: null, entitledModules: null };
  const document = parse(query);
  const operation = { document, original: document, variables: {}, identity, request: { id: 'r', organization }, supergraph };
  const next = async () => ({ data: {} });
  const turns = 50_000;
  for (let turn = 0; turn < turns; turn += 1) await stage(operation, next);
  const begun = performance.now();
  for (let turn = 0; turn < turns; turn += 1) await stage(operation, next);
  return ((performance.now() - begun) * 1_000) / turns;
}

async function startFleet() {
  const schemas = subgraphs.map(({ name }) => ({ schema: schemaName(name), ownerPassword: 'bench', appPassword: 'bench' }));
  const databases = await provisionDatabase({ adminUrl: postgres.url, database: 'bench', schemas });
  const env = { NODE_ENV: 'test', SERVICE_SECRET: SECRET, KEY_ENCRYPTION_SECRET: SECRET };
  const fleet = await bootSubgraphs({ subgraphs, databases, env, logLevel: 'silent' });
  closing.push(() => fleet.stop());
  return fleet;
}

async function startGateway({ fleet, keys, call, sdl }) {
  const path = join(folder, `${randomUUID()}.graphql`);
  await writeFile(path, sdl);
  const env = {
    NODE_ENV: 'production',
    PORT: '0',
    SERVICE_SECRET: SECRET,
    SUPERGRAPH_PATH: path,
    RATE_LIMIT: 'off',
    CORS_ORIGINS: 'https://bench.example',
  };
  const gateway = await createGateway({ config: loadConfig(gatewayConfig, env), call, keys, facts: fleet.facts, log });
  closing.push(() => gateway.stop());
  return gateway;
}

async function keysOf(fleet) {
  const owner = fleet.all().find(({ routes }) => routes.some(({ path }) => path.endsWith('jwks.json')));
  const { body } = await owner.routes.find(({ path }) => path.endsWith('jwks.json')).handle(owner.services);
  return async () => body;
}

async function signUp(gateway) {
  const tag = randomUUID().slice(0, 8);
  const input = {
    name: 'Bench',
    subdomain: `bench-${tag}`,
    ownerEmail: `o@${tag}.example`,
    ownerName: 'Olga',
    password: `correct-${tag}-horse`,
    planKey: 'pro',
    industryCode: 'retail',
    idempotencyKey: `bench-${tag}`,
  };
  const answer = check(
    await gateway.handle({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ query: SIGN_UP, variables: { input } }),
    }),
  );
  return answer.data.organizationSignUp.tokens;
}

function check(response) {
  const answer = response.json();
  if (response.statusCode !== 200 || !answer.data) throw new Error(`HTTP ${response.statusCode} ${response.body}`);
  return answer;
}

/** The supergraph as if nobody had asked anything of its callers. */
function withoutSecurity(sdl) {
  const isSecurity = ({ name, arguments: args = [] }) =>
    SECURITY.has(name.value) ||
    (name.value === 'link' && args.some(({ value }) => /\/(authenticated|requiresScopes|policy|tenancy)\//.test(value.value ?? '')));
  return print(
    visit(parse(sdl), {
      Directive: (node) => (isSecurity(node) ? null : undefined),
      DirectiveDefinition: (node) => (SECURITY.has(node.name.value) ? null : undefined),
    }),
  );
}
