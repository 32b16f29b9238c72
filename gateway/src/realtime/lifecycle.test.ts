import { describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { WebSocket } from 'ws';
import { aMemberToken, type Heard, hear, liveGateway, socketUrl } from '../testing/live-gateway.js';
import { liveGraph, stock, stockWithMore } from '../testing/live-graph.js';
import { until } from '../testing/until.js';

const ITEMS = 'subscription { itemChanged(organizationId: "acme") { count item { name } } }';
const NEWS = 'subscription { news { kind } }';

describe('a gateway that stops', () => {
  it('closes sockets with 1012, so that their clients come back, and says so on event streams', async () => {
    const gateway = await liveGateway({ env: { DRAIN_MS: '100' } });
    const closed: number[] = [];
    const on = { closed: (event: unknown) => closed.push((event as { code: number }).code) };
    for (const sub of ['u1', 'u2']) hear(gateway.client({ token: aMemberToken({ sub }), on, shouldRetry: () => false }), { query: ITEMS });
    const sse = createClient({ url: `${gateway.url}/graphql`, headers: { authorization: `Bearer ${aMemberToken()}` }, retryAttempts: 0 });
    const results: unknown[] = [];
    const done = new Promise<void>((resolve) =>
      sse.subscribe({ query: ITEMS }, { next: (result) => results.push(result), error: () => resolve(), complete: () => resolve() }),
    );
    await gateway.running(3);
    await gateway.stop();
    await done;
    await until(() => closed.length === 2);

    expect(closed).toEqual([1012, 1012]);
    expect(results).toMatchObject([{ data: null, errors: [{ extensions: { code: 'SERVER_RESTARTING', kind: 'unavailable' } }] }]);
  });

  it('takes no new sockets', async () => {
    const gateway = await liveGateway();
    await gateway.stop();
    const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws');
    const failed = await new Promise((resolve) => socket.on('error', resolve));

    expect(String(failed)).toContain('ECONNREFUSED');
  });
});

describe('a new supergraph', () => {
  it('leaves alone what it does not change, and has the rest asked for again', async () => {
    const graph = liveGraph();
    const gateway = await liveGateway({ graph });
    const client = gateway.client();
    const [items, news] = [hear(client, { query: ITEMS }), hear(client, { query: NEWS })];
    await gateway.running(2);
    await gateway.reload(liveGraph({ stockSdl: stockWithMore }).sdl);
    await graph.emit('acme', { count: 1 });
    await graph.emit('platform', { kind: 'a' });
    await until(() => items.results.length === 1 && news.results.length === 1);
    await gateway.reload(liveGraph({ stockSdl: stock.replace('kind: String!', 'sort: String!') }).sdl);
    await until(() => news.error !== undefined);
    await graph.emit('acme', { count: 2 });
    await until(() => items.results.length === 2);

    expect(news.error).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD', kind: 'unavailable' } }]);
    expect(items.error).toBeUndefined();
    expect(graph.openings()).toBe(2);
  });
});

describe('more subscriptions than may be', () => {
  it.each([
    ['of one user', { SUBSCRIPTIONS_PER_USER: '2' }, ['u1', 'u1', 'u1', 'u2'], [2]],
    ['of one organization', { SUBSCRIPTIONS_PER_ORGANIZATION: '2' }, ['u1', 'u2', 'u3', 'u4'], [2, 3]],
  ])('%s are refused, and places are given back', async (_, env, users, refused) => {
    const gateway = await liveGateway({ env: env as unknown as Record<string, string> });
    const all: Heard[] = [];
    for (const sub of users) {
      all.push(hear(gateway.client({ token: aMemberToken({ sub }) }), { query: ITEMS }));
      await gateway.running(all.filter((__, index) => !refused.includes(index)).length);
    }
    await until(() => refused.every((index) => all[index]?.error !== undefined));
    all[0]?.stop();
    await gateway.running(users.length - refused.length - 1);
    hear(gateway.client({ token: aMemberToken({ sub: 'u1' }) }), { query: ITEMS });
    await gateway.running(users.length - refused.length);

    for (const [index, { error }] of all.entries()) {
      if (refused.includes(index)) expect(error).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_LIMIT', limit: 2 } }]);
      else expect(error).toBeUndefined();
    }
  });
});

describe('the status of live updates', () => {
  it('ticks where no source says anything', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), { query: 'subscription { status { source lagMs } }' });
    await gateway.running(1);
    for (let waited = 0; heard.results.length === 0 && waited < 200; waited += 1) await new Promise((resolve) => setTimeout(resolve, 50));

    expect(heard.results[0]?.data).toEqual({ status: { source: 'realtime', lagMs: expect.any(Number) } });
  });
});
