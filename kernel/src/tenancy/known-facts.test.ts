import { afterEach, describe, expect, it } from '@jest/globals';
import { memoryCache } from '../cache/index.js';
import { createLogger } from '../logger/index.js';
import { aFactsSource, anApiKeyFact } from '../testing/index.js';
import { type FactsTransport, KnownFacts } from './index.js';

const log = createLogger({ service: 'test', level: 'silent' });
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

const running: KnownFacts[] = [];
afterEach(() => Promise.all(running.splice(0).map((facts) => facts.stop())));

async function known(
  sources: Record<string, ReturnType<typeof aFactsSource> | null>,
  options: { cache?: ReturnType<typeof memoryCache>; now?: () => number } = {},
) {
  const transport: FactsTransport = {
    sources: () => Object.keys(sources),
    ask: async (name, question) => (await sources[name]?.ask(question)) ?? null,
    changes: async (name, request) => (await sources[name]?.changes(request)) ?? null,
    close: async () => {},
  };
  const facts = new KnownFacts({ transport, cache: options.cache ?? memoryCache(), log, ...(options.now ? { now: options.now } : {}) });
  running.push(facts);
  await facts.start();
  return facts;
}

describe('what is known of organizations', () => {
  it('is put together from the parts of its owners, read once, in one batch', async () => {
    const [tenant, registry] = [aFactsSource(), aFactsSource(['organizations'])];
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    tenant.facts.set('b', { id: 'b', slug: 'beta', status: 'SUSPENDED' });
    registry.facts.set('a', { id: 'a', modules: { crm: { reason: null } } });
    const facts = await known({ tenant, registry, monitoring: null });

    const [a, b, nobody] = await Promise.all(['a', 'b', 'c'].map((id) => facts.organization(id)));
    await facts.organization('a');

    expect(a).toMatchObject({ id: 'a', slug: 'acme', status: 'ACTIVE', modules: { crm: { reason: null } } });
    expect(b).toMatchObject({ status: 'SUSPENDED', modules: {} });
    expect(nobody).toBeNull();
    expect(tenant.asked).toEqual([['a', 'b', 'c']]);
  });

  it('follows a change, and is read again before anybody asks', async () => {
    const tenant = aFactsSource();
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    const facts = await known({ tenant });
    await facts.organization('a');

    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'SUSPENDED' });
    tenant.tell({ organizationId: 'a' });
    await turn();

    expect(tenant.asked).toHaveLength(2);
    expect(await facts.organization('a')).toMatchObject({ status: 'SUSPENDED' });
    expect(tenant.asked).toHaveLength(2);
  });

  it('does not believe an answer that a change overtook', async () => {
    const tenant = aFactsSource();
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    const facts = await known({ tenant });
    tenant.onAsk = () => {
      tenant.onAsk = () => {};
      tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'SUSPENDED' });
      tenant.tell({ organizationId: 'a' });
    };

    const answer = facts.organization('a');
    await turn();

    // What was read first may be handed out once: the change came while it was on its way. It is not kept.
    await answer;
    await turn();
    expect(await facts.organization('a')).toMatchObject({ status: 'SUSPENDED' });
  });

  it('never believes an old entry of the shared cache', async () => {
    const cache = memoryCache();
    const tenant = aFactsSource();
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    await (await known({ tenant }, { cache })).organization('a');
    const other = await known({ tenant }, { cache });
    await other.organization('a');
    expect(tenant.asked).toHaveLength(1);

    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'SUSPENDED' });
    tenant.tell({ organizationId: 'a' });
    await turn();
    const late = await known({ tenant }, { cache: staleOf(cache) });

    expect(await late.organization('a')).toMatchObject({ status: 'SUSPENDED' });
  });

  it('forgets all of them at a change that concerns all', async () => {
    const registry = aFactsSource();
    registry.facts.set('a', { id: 'a', status: 'ACTIVE', modules: { crm: { reason: null } } });
    const facts = await known({ registry });
    await facts.organization('a');

    registry.facts.set('a', { id: 'a', status: 'ACTIVE', modules: { crm: { reason: 'ROLLOUT' } } });
    registry.tell({ everything: true });
    await turn();

    expect(await facts.organization('a')).toMatchObject({ modules: { crm: { reason: 'ROLLOUT' } } });
  });

  it('finds the organization of a place, and a new one as soon as it is told of', async () => {
    const tenant = aFactsSource();
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    const facts = await known({ tenant });

    expect(await Promise.all(['acme', 'acme', 'nobody'].map((slug) => facts.organizationAt({ slug })))).toEqual(['a', 'a', null]);
    expect(await facts.organizationAt({ slug: 'beta' })).toBeNull();
    tenant.facts.set('b', { id: 'b', slug: 'beta', status: 'ACTIVE' });
    expect(await facts.organizationAt({ slug: 'beta' })).toBeNull();
    tenant.tell({ organizationId: 'b' });
    await turn();
    expect(await facts.organizationAt({ slug: 'beta' })).toBe('b');
  });

  it('knows the sessions that ended before it began to listen, and those that end later', async () => {
    const auth = aFactsSource(['endedSessions']);
    auth.ended.push('s1');
    const facts = await known({ auth });

    auth.tell({ endedSession: 's2' });
    await turn();

    expect(['s1', 's2', 's3'].map((id) => facts.isSessionEnded(id))).toEqual([true, true, false]);
  });

  it('knows API keys as their owner told last, says that one has changed, and shares none of them', async () => {
    const key = anApiKeyFact({ id: 'key-1' });
    const [tenant, auth] = [aFactsSource(), aFactsSource(['apiKeys'])];
    auth.keys.push(key);
    const cache = memoryCache();
    const stored: string[] = [];
    const set: typeof cache.set = (name, ...rest) => {
      stored.push(name);
      return cache.set(name, ...rest);
    };
    const facts = await known({ tenant, auth }, { cache: { ...cache, set } });
    const events: unknown[] = [];
    facts.onChange((event) => events.push(event));
    const before = [facts.apiKeyOwner(), facts.knownApiKey('key-1'), await facts.apiKey('key-1'), await facts.apiKey('key-2')];

    auth.keys.splice(0, 1, { ...key, isEnabled: false });
    auth.tell({ apiKey: 'key-1' });
    await turn();

    expect(before).toEqual(['auth', undefined, key, null]);
    expect(facts.knownApiKey('key-1')).toMatchObject({ isEnabled: false });
    expect(events).toEqual([{ kind: 'api-key', apiKeyId: 'key-1' }]);
    expect(stored).toEqual([]);

    auth.keys.splice(0);
    auth.tell({ everything: true });
    await turn();
    expect(await facts.apiKey('key-1')).toBeNull();
  });

  it('says how long it has heard nothing, and goes on with what it knows', async () => {
    let now = 0;
    const tenant = aFactsSource();
    tenant.facts.set('a', { id: 'a', slug: 'acme', status: 'ACTIVE' });
    const facts = await known({ tenant, monitoring: null }, { now: () => now });
    await facts.organization('a');
    expect(facts.lag()).toBe(0);

    tenant.isDown = true;
    now = 10_000;

    expect(facts.lag()).toBe(10_000);
    expect(await facts.organization('a')).toMatchObject({ status: 'ACTIVE' });
    await expect(facts.organization('b')).rejects.toMatchObject({ code: 'TENANCY_UNAVAILABLE' });
  });

  it('takes no API key for good that nobody could have told it the end of', async () => {
    let now = 0;
    const auth = aFactsSource(['apiKeys']);
    auth.keys.push(anApiKeyFact({ id: 'key-1' }));
    const facts = await known({ auth }, { now: () => now });
    await facts.apiKey('key-1');
    const before = facts.knownApiKey('key-1');
    auth.isDown = true;
    now = 60_001;

    expect([before?.id, facts.knownApiKey('key-1')]).toEqual(['key-1', undefined]);
    await expect(facts.apiKey('key-1')).rejects.toMatchObject({ code: 'TENANCY_UNAVAILABLE' });
  });

  it('names the owner of sessions once one has said that it is, and nobody where several do', async () => {
    const [tenant, auth, other] = [aFactsSource(), aFactsSource(['endedSessions']), aFactsSource(['endedSessions'])];
    auth.isDown = true;
    const facts = await known({ tenant, auth });
    const before = facts.sessionOwner();
    auth.isDown = false;
    while (facts.sessionOwner() === undefined) await turn();

    expect([before, facts.sessionOwner(), facts.apiKeyOwner()]).toEqual([undefined, 'auth', undefined]);
    expect((await known({ auth, other })).sessionOwner()).toBeUndefined();
  });

  it('believes no API key that it read before it could hear of changes', async () => {
    const auth = aFactsSource(['apiKeys']);
    auth.keys.push(anApiKeyFact({ id: 'key-1' }));
    auth.isSilent = true;
    const facts = await known({ auth });
    const early = await facts.apiKey('key-1');
    auth.keys.splice(0);
    auth.tell({ apiKey: 'key-1' });
    auth.isSilent = false;
    while (facts.apiKeyOwner() === undefined) await turn();

    expect(early).toMatchObject({ id: 'key-1' });
    expect(facts.knownApiKey('key-1')).toBeUndefined();
    expect(await facts.apiKey('key-1')).toBeNull();
  });

  it('is out of date for ever while a source was never heard', async () => {
    const tenant = aFactsSource();
    tenant.isDown = true;
    const facts = await known({ tenant });

    expect(facts.lag()).toBe(Number.POSITIVE_INFINITY);
  });
});

/** The cache as a replica left it that has slept through the last change. */
function staleOf(cache: ReturnType<typeof memoryCache>): ReturnType<typeof memoryCache> {
  return {
    ...cache,
    get: async <Value>(key: string) => {
      const entry = await cache.get<{ facts: object; positions: Record<string, string> }>(key);
      return entry && ({ ...entry, facts: { ...entry.facts, status: 'ACTIVE' }, positions: { tenant: '0' } } as Value);
    },
  };
}
