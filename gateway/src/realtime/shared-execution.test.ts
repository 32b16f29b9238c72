import { describe, expect, it } from '@jest/globals';
import { aMemberToken, hear, liveGateway } from '../testing/live-gateway.js';
import { until } from '../testing/until.js';

const QUERY =
  'subscription ($organizationId: ID!, $kinds: [String!]) { itemChanged(organizationId: $organizationId, kinds: $kinds) { kind count item { id title: name } } }';
const acme = { query: QUERY, variables: { organizationId: 'acme' } };

describe('a subscription over a WebSocket', () => {
  it('gets each event with what other subgraphs know of it, and a cursor', async () => {
    const gateway = await liveGateway();
    const heard = hear(gateway.client(), acme);
    await gateway.running(1);
    await gateway.graph.emit('acme', { count: 1, itemId: '7' });
    await gateway.graph.emit('other', { count: 2, itemId: '8' });
    await gateway.graph.emit('acme', { count: 3, itemId: '9' });
    await until(() => heard.results.length === 2);

    expect(heard.results).toEqual([
      {
        data: { itemChanged: { kind: 'moved', count: 1, item: { id: '7', title: 'Item 7' } } },
        extensions: { cursor: expect.any(String) },
      },
      {
        data: { itemChanged: { kind: 'moved', count: 3, item: { id: '9', title: 'Item 9' } } },
        extensions: { cursor: expect.any(String) },
      },
    ]);
    heard.stop();
  });

  it('is opened and executed once for all of its class, and forgotten with the last of them', async () => {
    const gateway = await liveGateway();
    const clients = Array.from({ length: 5 }, (_, index) =>
      gateway.client({ token: aMemberToken({ sub: `u${index}`, sid: `s${index}` }) }),
    );
    const all = clients.map((client) => hear(client, acme));
    await gateway.running(5);
    await gateway.graph.emit('acme', {});
    await until(() => all.every(({ results }) => results.length === 1));
    expect([gateway.graph.openings(), gateway.graph.executions()]).toEqual([1, 1]);

    for (const { stop } of all) stop();
    await gateway.running(0);
    const again = hear(gateway.client(), acme);
    await until(() => gateway.graph.openings() === 2);
    again.stop();
  });

  it('is worked out in the name of none where it is shared, its entities included, and in one’s own where it is one person’s', async () => {
    const gateway = await liveGateway();
    const client = gateway.client({ token: aMemberToken({ sub: 'u7', sid: 's7' }) });
    const heard = [hear(client, acme), hear(client, { query: 'subscription { mineChanged { count item { name } } }' })];
    await gateway.running(2);
    const askedFor = async (owner: string) => {
      const before = gateway.graph.calls.length;
      await gateway.graph.emit(owner, {});
      await until(() => gateway.graph.calls.slice(before).some(({ subgraph }) => subgraph === 'names'));
      return gateway.graph.calls
        .slice(before)
        .map(({ subgraph, identity: { subject, sessionId, organizationId } }) => [subgraph, subject, sessionId, organizationId]);
    };

    expect(await askedFor('acme')).toEqual([
      ['stock', null, null, 'acme'],
      ['names', null, null, 'acme'],
    ]);
    expect(await askedFor('user:u7')).toEqual([
      ['stock', 'u7', 's7', 'acme'],
      ['names', 'u7', 's7', 'acme'],
    ]);
    for (const { stop } of heard) stop();
  });
});
