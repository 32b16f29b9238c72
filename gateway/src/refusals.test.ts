import { connect } from 'node:net';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, aToken, type TestGateway, testGateway } from './testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ env: { BODY_LIMIT_BYTES: '10000', MAX_TOKENS: '200' } });
});
beforeEach(() => {
  gateway.graph.calls.length = 0;
  gateway.lines.length = 0;
});

interface Raw {
  method?: 'GET' | 'POST' | 'PATCH';
  url?: string;
  headers?: Record<string, string>;
  payload?: string;
}

/** Sends what no client library would, and gives the status with the first error. */
async function refusalOf({ method = 'POST', url = '/graphql', headers = { 'content-type': 'application/json' }, payload }: Raw) {
  const response = await gateway.handle({ method, url, headers: { 'x-request-id': 'r-1', ...headers }, payload });
  return { status: response.statusCode, ...shown(response.json()), headers: response.headers };
}

function shown({ data, errors = [] }: Answer['body']) {
  const { code, requestId } = errors[0]?.extensions ?? {};
  return { data, code, requestId, message: errors[0]?.message };
}

async function answerOf(query: string, options: Parameters<TestGateway['query']>[1] = {}) {
  const { status, body } = await gateway.query(query, { ...options, headers: { 'x-request-id': 'r-1', ...options?.headers } });
  return { status, ...shown(body) };
}

describe('the gateway refuses', () => {
  it.each<[string, Raw, number, string]>([
    ['malformed JSON', { payload: '{"query": ' }, 400, 'BAD_REQUEST'],
    ['an empty body', { payload: '' }, 400, 'BAD_REQUEST'],
    ['a body that is no object', { payload: '"{ me { id } }"' }, 400, 'BAD_REQUEST'],
    ['a body without a query', { payload: '{"variables":{}}' }, 400, 'BAD_REQUEST'],
    ['variables that are no object', { payload: '{"query":"{ me { id } }","variables":"{}"}' }, 400, 'BAD_REQUEST'],
    ['a batch of operations', { payload: '[{"query":"{ me { id } }"},{"query":"{ me { id } }"}]' }, 400, 'BAD_REQUEST'],
    [
      'a form that another site could post as text',
      { headers: { 'content-type': 'text/plain' }, payload: '{"query":"{ me { id } }"}' },
      400,
      'BAD_REQUEST',
    ],
    [
      'a form that another site could post',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'query=%7Bme%7Bid%7D%7D' },
      400,
      'BAD_REQUEST',
    ],
    ['a bare GET that another site could make', { method: 'GET', url: '/graphql?query=%7Bme%7Bid%7D%7D', headers: {} }, 400, 'BAD_REQUEST'],
    ['a media type that is not JSON', { headers: { 'content-type': 'application/xml' }, payload: '<q/>' }, 400, 'BAD_REQUEST'],
    ['a media type that is none', { headers: { 'content-type': '???' }, payload: '{"query":"{ me { id } }"}' }, 400, 'BAD_REQUEST'],
    [
      'a mutation by GET',
      {
        method: 'GET',
        url: `/graphql?query=${encodeURIComponent('mutation { rename(id: "1", name: "x") { id } }')}`,
        headers: { 'apollo-require-preflight': '1' },
      },
      405,
      'BAD_REQUEST',
    ],
    ['a method that is neither GET nor POST', { method: 'PATCH', payload: '{"query":"{ me { id } }"}' }, 405, 'BAD_REQUEST'],
    [
      'an answer in a media type that it does not speak',
      { headers: { 'content-type': 'application/json', accept: 'image/png' }, payload: '{"query":"{ me { id } }"}' },
      406,
      'BAD_REQUEST',
    ],
    ['a body that says that it is too large', { payload: JSON.stringify({ query: `# ${'x'.repeat(10_000)}` }) }, 413, 'BODY_TOO_LARGE'],
    ['a path where nothing is', { method: 'GET', url: '/admin', headers: {} }, 404, 'PATH_NOT_FOUND'],
    ['a path that cannot be read', { method: 'GET', url: '/%E0%A4%A', headers: {} }, 400, 'BAD_REQUEST'],
    [
      'an unknown persisted query',
      { payload: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}` },
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'a persisted query under a wrong hash',
      { payload: `{"query":"{ me { id } }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}` },
      400,
      'BAD_REQUEST',
    ],
  ])('%s', async (_, raw, status, code) => {
    const refusal = await refusalOf(raw);

    expect(refusal).toMatchObject({ status, code, requestId: 'r-1', message: expect.any(String) });
    expect(refusal.headers['x-request-id']).toBe('r-1');
    expect(JSON.stringify(refusal)).not.toMatch(/stack|node_modules/);
  });

  it.each<[string, string, string]>([
    ['malformed GraphQL', 'GRAPHQL_PARSE_FAILED', '{ me { '],
    ['a document of too many tokens', 'GRAPHQL_PARSE_FAILED', `{ ${'me { id } '.repeat(100)}}`],
    ['an unknown field', 'GRAPHQL_VALIDATION_FAILED', '{ me { salary } }'],
    ['a variable that is missing', 'BAD_USER_INPUT', 'query ($id: ID!) { person(id: $id) { id } }'],
    ['several operations without a name', 'OPERATION_RESOLUTION_FAILURE', 'query A { me { id } } query B { me { id } }'],
  ])('%s, and executes nothing', async (_, code, query) => {
    expect(await answerOf(query)).toMatchObject({ status: 400, code, requestId: 'r-1', data: undefined });
    expect(gateway.graph.calls).toEqual([]);
  });

  it('a subscription, by a transport that carries no events', async () => {
    const refusal = await answerOf('subscription { renamed { id } }');

    expect(refusal).toMatchObject({ status: 406, code: 'SUBSCRIPTION_TRANSPORT_REQUIRED', requestId: 'r-1', data: undefined });
    expect(gateway.graph.calls).toEqual([]);
  });

  it('a variable of a wrong type', async () => {
    const refusal = await answerOf('query ($id: ID!) { person(id: $id) { id } }', { variables: { id: { a: 1 } } });

    expect(refusal).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', requestId: 'r-1', data: undefined });
  });

  it.each<[string, string, string]>([
    ['an expired token', aToken({ claims: { exp: 1 } }), 'TOKEN_EXPIRED'],
    ['a tampered token', `${aToken().slice(0, -6)}AAAAAA`, 'TOKEN_INVALID'],
    ['a token of another issuer', aToken({ claims: { iss: 'evil' } }), 'TOKEN_INVALID'],
  ])('%s, and executes nothing', async (_, token, code) => {
    const { status, headers, body } = await gateway.query('{ me { id } }', { token });

    expect({ status, code: body.errors?.[0]?.extensions.code, data: body.data }).toEqual({ status: 401, code, data: undefined });
    expect(headers['www-authenticate']).toContain('Bearer');
    expect(gateway.graph.calls).toEqual([]);
  });

  it('a body that turns out too large while it comes, and reads no more of it', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    const flood = setInterval(() => socket.writable && socket.write(`800\r\n${'x'.repeat(2048)}\r\n`), 1);
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(flood);

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
    expect(answer.toLowerCase()).toContain('connection: close');
  });
});

describe('the gateway masks', () => {
  it("a subgraph's fault, with its path, and logs it under the request's id", async () => {
    const { body } = await gateway.query('{ boom people { name } }', { headers: { 'x-request-id': 'r-1' } });

    expect(body.data).toEqual({ boom: null, people: [{ name: 'Ada' }, { name: 'Grace' }] });
    expect(body.errors).toEqual([{ message: 'Internal server error', path: ['boom'], extensions: { code: 'INTERNAL', requestId: 'r-1' } }]);
    const logged = gateway.lines.filter((line) => JSON.stringify(line).includes('10.0.0.7'));
    expect(logged).toEqual([expect.objectContaining({ level: 50, requestId: 'r-1', subgraph: 'people' })]);
  });

  it('nothing that a subgraph made for clients', async () => {
    const { body } = await gateway.query('{ r: refused }', { headers: { 'x-request-id': 'r-1' } });

    const extensions = { code: 'PERSON_RETIRED', kind: 'conflict', details: { since: 1952 }, requestId: 'r-1' };
    expect(body).toEqual({ data: { r: null }, errors: [{ message: 'That person has retired', path: ['r'], extensions }] });
  });

  it('a fault of its own', async () => {
    const broken = await testGateway({ call: () => Promise.reject(new TypeError('cannot read x of undefined')) });

    const { status, body } = await broken.query('{ now people { id } }');

    expect(status).toBe(200);
    expect(body.errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      ['Internal server error', 'INTERNAL'],
      ['Internal server error', 'INTERNAL'],
    ]);
    expect(JSON.stringify(body)).not.toContain('undefined');
  });
});
