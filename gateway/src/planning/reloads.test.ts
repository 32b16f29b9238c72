import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { hear, liveGateway } from '../testing/live-gateway.js';
import { testGateway } from '../testing/test-gateway.js';
import { until } from '../testing/until.js';
import { PlanCache } from './plan-cache.js';

const RELOADS = 50;
const ASKED = '{ industryTemplates { code } jwks }';
const ITEMS = 'subscription { itemChanged(organizationId: "acme") { count item { name } } }';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of heap after all garbage is gone; what a WeakRef was made or asked for in this turn is not before the next one. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** Every version's plans are looked at whenever metrics are read: they live as long as anybody holds their version. */
function rememberVersions(): () => number {
  const seen = new Set<WeakRef<PlanCache>>();
  // A mock of jest's would hold all that it was called on.
  Object.defineProperty(PlanCache.prototype, 'entries', {
    get(this: PlanCache) {
      seen.add(new WeakRef(this));
      return 0;
    },
  });
  return () => new Set([...seen].flatMap((version) => version.deref() ?? [])).size;
}

it(`leaves nothing of ${RELOADS} supergraphs that were served before`, async () => {
  const sdl = await readFile(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const data = { industryTemplates: [], jwks: {} };
  const env = { PLANNER_PROCESS: 'true', METRICS: 'true', RATE_LIMIT: 'off' };
  const gateway = await testGateway({ graph: { sdl, call: async () => ({ data }), calls: [] }, env });
  const living = rememberVersions();
  const serve = async (version: number) => {
    await gateway.reload(`${sdl}\n# ${version}`);
    expect((await gateway.query(ASKED)).body).toEqual({ data });
    await gateway.handle({ url: '/metrics' });
  };
  await gateway.handle({ url: '/metrics' });
  for (const version of [1, 2]) await serve(version);
  const remembered = living();
  const before = await heap();

  for (let version = 3; version < 3 + RELOADS; version += 1) await serve(version);

  expect(remembered).toBe(3);
  const grown = (await heap()) - before;
  expect(living()).toBe(1);
  // A version takes about 10 MB: not even two of the fifty are left.
  expect(grown).toBeLessThan(15_000_000);
}, 240_000);

it('leaves none that a subscription began on', async () => {
  const gateway = await liveGateway();
  const living = rememberVersions();
  const items = hear(gateway.client(), { query: ITEMS });
  await gateway.running(1);
  for (let version = 1; version <= 5; version += 1) {
    await gateway.reload(`${gateway.graph.sdl}\n# ${version}`);
    await gateway.graph.emit('acme', { count: version });
    await until(() => items.results.length === version);
    await gateway.handle({ url: '/metrics' });
  }

  // A subscription goes over to a version soon after that is served.
  await until(async () => (await heap()) > 0 && living() === 1, 'only one version is left');

  expect(items.error).toBeUndefined();
}, 60_000);
