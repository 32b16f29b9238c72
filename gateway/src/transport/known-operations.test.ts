import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { RequestFacts } from '../operation.js';
import { type TestGateway, testGateway } from '../testing/test-gateway.js';

const QUERY = 'query People($id: ID!) { person(id: $id) { name books { title } } }';
const hash = createHash('sha256').update(QUERY).digest('hex');

/** Hears what goes through Apollo Server as a whole. */
function listening() {
  const heard: string[] = [];
  const plugin: ApolloServerPlugin<RequestFacts> = {
    async requestDidStart() {
      heard.push('start');
      return { willSendResponse: async () => void heard.push('send') };
    },
  };
  return { heard, plugin };
}

describe('an operation that was answered before', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await testGateway();
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    gateway.handle({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const shown = ({ statusCode, headers, payload }: Awaited<ReturnType<typeof post>>) => {
    const { date: _date, 'ratelimit-remaining': _left, 'ratelimit-reset': _reset, ...rest } = headers;
    return { statusCode, headers: rest, payload };
  };
  const twice = async (...asked: Parameters<typeof post>) => {
    const [first, second] = [await post(...asked), await post(...asked)];
    return [shown(first), shown(second)];
  };
  const asked = { query: QUERY, variables: { id: '1' } };

  it.each<[string, unknown, Record<string, string>]>([
    ['as JSON', asked, {}],
    ['as what is current', asked, { accept: 'application/graphql-response+json' }],
    ['as whatever there is', asked, { accept: '*/*' }],
    ['as the lesser evil', asked, { accept: 'text/html, application/json;q=0.5' }],
    ['as nothing that there is', asked, { accept: 'text/html' }],
    ['by its name', { query: `${QUERY} query Other { people { id } }`, operationName: 'Other' }, {}],
    ['by a name that it does not have', { query: QUERY, operationName: 'Nobody' }, {}],
    ['without a name where there are two', { query: 'query A { people { id } } query B { people { name } }' }, {}],
    ['without variables', { query: '{ people { id } }' }, {}],
    ['with null for whatever may be left out', { query: '{ people { id } }', variables: null, operationName: null, extensions: null }, {}],
    ['with variables that do not fit', { query: QUERY, variables: {} }, {}],
    ['with variables that are none', { query: QUERY, variables: '{"id":"1"}' }, {}],
    ['with variables in a list', { query: QUERY, variables: [] }, {}],
    ['with a name that is none', { query: '{ people { id } }', operationName: 1 }, {}],
    ['with extensions', { ...asked, extensions: { any: 1 } }, {}],
    ['with extensions that are none', { ...asked, extensions: 'x' }, {}],
    ['as a change', { query: 'mutation { rename(id: "1", name: "Ada") { name } }' }, {}],
    ['as a subscription', { query: 'subscription { personChanged { id } }' }, {}],
    ['in a batch', [asked, asked], {}],
    ['in no JSON', '{', {}],
    ['as text', asked, { 'content-type': 'text/plain' }],
    ['as what is invalid', { query: '{ nobody }' }, {}],
  ])('is answered to the letter as it was: asked %s', async (_, body, headers) => {
    await post(asked);
    const [first, second] = await twice(body, headers);

    expect(second).toEqual(first);
  });

  it('is answered with its errors as they were', async () => {
    gateway = await testGateway({
      call: async (subgraph) => {
        throw new SubgraphUnavailableError(subgraph);
      },
    });
    const [first, second] = await twice(asked, { accept: 'application/graphql-response+json' });

    expect(JSON.parse(first?.payload ?? '').errors).toHaveLength(1);
    expect(second).toEqual(first);
  });

  it('is known by its hash as soon as Apollo Server knows it by that', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    const unknown = await post({ variables: { id: '1' }, extensions });
    const registered = await post({ ...asked, extensions });
    const [first, second] = await twice({ variables: { id: '2' }, extensions });
    const wrong = await post({ query: '{ people { id } }', extensions });

    expect(unknown.json().errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(registered.json().data.person.name).toBe('Ada');
    expect([first?.payload, second?.payload].map((text) => JSON.parse(text ?? '').data.person.name)).toEqual(['Grace', 'Grace']);
    expect(wrong.json().errors[0].message).toBe('provided sha does not match query');
  });

  it('is read anew for another schema', async () => {
    await twice(asked);
    await gateway.reload(gateway.graph.sdl.replaceAll('title', 'heading'));

    expect((await post(asked)).json().errors[0].message).toContain('Cannot query field "title"');
  });

  it('passes all the plugins of whoever embeds the gateway, each time', async () => {
    const { heard, plugin } = listening();
    gateway = await testGateway({ plugins: [plugin] });
    heard.length = 0;
    await twice(asked);

    expect(heard).toEqual(['start', 'send', 'start', 'send']);
  });
});
