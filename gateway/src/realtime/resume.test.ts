import { describe, expect, it } from '@jest/globals';
import { channelName, memoryBroker, type PositionedMessage, type RealtimeBroker } from '@supergraph/kernel/realtime';
import { aMemberToken, hear, liveGateway } from '../testing/live-gateway.js';
import { liveGraph } from '../testing/live-graph.js';
import { until } from '../testing/until.js';

const QUERY = 'subscription { itemChanged(organizationId: "acme") { count } }';
const counts = (results: { data?: { itemChanged: { count: number } } | null }[]) => results.map(({ data }) => data?.itemChanged.count);
const from = (cursor: string, query = QUERY) => ({ query, extensions: { resume: { cursor } } });

describe('a subscription that goes on from a cursor', () => {
  it('gets what was missed and then what comes, each once', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), { query: QUERY });
    await gateway.running(1);
    for (const count of [1, 2]) await gateway.graph.emit('acme', { count });
    await until(() => heard.results.length === 2);
    heard.stop();
    await gateway.running(0);
    for (const count of [3, 4, 5]) await gateway.graph.emit('acme', { count });

    const again = hear(gateway.client(), from(heard.cursor()));
    const other = hear(gateway.client({ token: aMemberToken({ sub: 'u2' }) }), from(heard.cursor()));
    for (const count of [6, 7]) await gateway.graph.emit('acme', { count });
    await until(() => again.results.length >= 5 && other.results.length >= 5);
    await gateway.graph.emit('acme', { count: 8 });
    await until(() => counts(again.results).includes(8) && counts(other.results).includes(8));

    expect(counts(again.results)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(counts(other.results)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(gateway.graph.executions()).toBe(8);
  });

  it('gets each once where what it missed is ahead of what the others have been told so far', async () => {
    const graph = liveGraph();
    const slow = Promise.withResolvers<void>();
    const isFirst = (event: unknown) => (event as { count?: number } | undefined)?.count === 1;
    const call: typeof graph.call = async (subgraph, request) => {
      if (isFirst(request.event)) await slow.promise;
      return graph.call(subgraph, request);
    };
    const gateway = await liveGateway({ graph: { ...graph, call } });
    const live = hear(gateway.client(), { query: QUERY });
    await gateway.running(1);
    await graph.emit('acme', { count: 1 });
    const { body } = await gateway.query('{ itemChangedPosition(organizationId: "acme") }', { token: aMemberToken() });
    for (const count of [2, 3]) await graph.emit('acme', { count });
    const again = hear(gateway.client(), from(String(body.data?.itemChangedPosition)));
    await until(() => again.results.length === 2);
    slow.resolve();
    await graph.emit('acme', { count: 4 });
    await until(() => live.results.length === 4 && counts(again.results).includes(4));

    expect(counts(live.results)).toEqual([1, 2, 3, 4]);
    expect(counts(again.results)).toEqual([2, 3, 4]);
    expect(again.cursor()).toBe(live.cursor());
  });

  it('has no gap after a page that was read at a position', async () => {
    const gateway = await liveGateway();
    const { body } = await gateway.query('{ itemChangedPosition(organizationId: "acme") }', { token: aMemberToken() });
    for (const count of [1, 2]) await gateway.graph.emit('acme', { count });
    const heard = hear(gateway.client(), from(String(body.data?.itemChangedPosition)));
    await until(() => heard.results.length === 2);

    expect(counts(heard.results)).toEqual([1, 2]);
  });

  it('is told once to read the data again where something is forgotten, and goes on', async () => {
    const gateway = await liveGateway({ graph: liveGraph({ broker: memoryBroker({ maxMessages: 3 }) }) });
    const { body } = await gateway.query('{ itemChangedPosition(organizationId: "acme") }', { token: aMemberToken() });
    for (const count of [1, 2, 3, 4, 5]) await gateway.graph.emit('acme', { count });
    const heard = hear(gateway.client(), from(String(body.data?.itemChangedPosition)));
    await until(() => heard.results.length === 1);
    await gateway.graph.emit('acme', { count: 6 });
    await until(() => heard.results.length === 2);

    const cursor = heard.results[0]?.extensions.cursor;
    expect(heard.results[0]).toMatchObject({ data: null, errors: [{ extensions: { code: 'RESYNC_REQUIRED', cursor } }] });
    expect(counts(heard.results.slice(1))).toEqual([6]);
    expect(heard.error).toBeUndefined();
  });

  it('is told the same for a cursor of other channels, and refused for one that is none', async () => {
    const gateway = await liveGateway();
    const { body } = await gateway.query('{ itemChangedPosition(organizationId: "acme") }', { token: aMemberToken() });
    const foreign = hear(gateway.client(), from(String(body.data?.itemChangedPosition), 'subscription { news { count } }'));
    const broken = hear(gateway.client(), from('nonsense'));
    await until(() => foreign.results.length === 1 && broken.error !== undefined);

    expect(foreign.results[0]).toMatchObject({ errors: [{ extensions: { code: 'RESYNC_REQUIRED' } }] });
    expect(broken.error).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
  });
});

/** A broker that a test can make lose things. */
function lossyBroker() {
  const real = memoryBroker();
  const listeners = new Map<string, { message(message: PositionedMessage): void; interrupted(): void }>();
  let isDeaf = false;
  const broker: RealtimeBroker = {
    ...real,
    listen: async (channel, listener) => {
      listeners.set(channel, listener);
      return real.listen(channel, {
        ...listener,
        message: (message) => isDeaf || listener.message(message),
        interrupted: () => listener.interrupted(),
      });
    },
  };
  const item = channelName('acme', 'item');
  return {
    broker,
    deafen: (deaf: boolean) => {
      isDeaf = deaf;
    },
    interrupt: () => listeners.get(item)?.interrupted(),
    repeat: async () => {
      const { epoch } = await real.position(item);
      for (const message of (await real.since(item, { epoch, offset: 0 })) ?? []) listeners.get(item)?.message(message);
    },
    forget: () => listeners.get(item)?.message({ key: 'x', version: '1', at: 0, body: '{}', epoch: 'another', offset: 1 }),
  };
}

describe('a message that was lost on the way', () => {
  it('is fetched when the next one shows the hole, in its place', async () => {
    const lossy = lossyBroker();
    const gateway = await liveGateway({ graph: liveGraph(lossy) });
    const heard = hear(gateway.client(), { query: QUERY });
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1 });
    lossy.deafen(true);
    for (const count of [2, 3]) await gateway.graph.emit('acme', { count });
    lossy.deafen(false);
    await gateway.graph.emit('acme', { count: 4 });
    await until(() => heard.results.length >= 4);
    await lossy.repeat();
    await gateway.graph.emit('acme', { count: 5 });
    await until(() => counts(heard.results).includes(5));

    expect(counts(heard.results)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is fetched when the connection is back', async () => {
    const lossy = lossyBroker();
    const gateway = await liveGateway({ graph: liveGraph(lossy) });
    const heard = hear(gateway.client(), { query: QUERY });
    await gateway.running(1);
    lossy.deafen(true);
    for (const count of [1, 2]) await gateway.graph.emit('acme', { count });
    lossy.deafen(false);
    lossy.interrupt();
    await until(() => heard.results.length === 2);

    expect(counts(heard.results)).toEqual([1, 2]);
  });

  it('is told of where the broker has forgotten everything, and the subscription stays', async () => {
    const lossy = lossyBroker();
    const graph = liveGraph(lossy);
    const real = lossy.broker.since;
    const gateway = await liveGateway({ graph });
    const heard = hear(gateway.client(), { query: QUERY });
    await gateway.running(1);
    lossy.broker.since = async (channel, after) => (after.offset === 0 ? null : real(channel, after));
    lossy.forget();
    await until(() => heard.results.length === 1);
    await graph.emit('acme', { count: 9 });
    await until(() => heard.results.length === 2);

    expect(heard.results[0]).toMatchObject({ data: null, errors: [{ extensions: { code: 'RESYNC_REQUIRED' } }] });
    expect(counts(heard.results.slice(1))).toEqual([9]);
  });
});
