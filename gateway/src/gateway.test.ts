import { request as httpRequest } from 'node:http';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { type CancelSignal, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { aToken, type TestGateway, testGateway, testKeys } from './testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
beforeEach(() => {
  gateway.graph.calls.length = 0;
  gateway.lines.length = 0;
});

const get = (url: string, headers: Record<string, string> = {}) => gateway.handle({ method: 'GET', url, headers });

describe('a request through the gateway', () => {
  it('is answered from all the subgraphs that know a part of it', async () => {
    const { status, body } = await gateway.query('query ($id: ID!) { person(id: $id) { name books { title } } }', {
      variables: { id: '2' },
    });

    expect(status).toBe(200);
    expect(body).toEqual({ data: { person: { name: 'Grace', books: [{ title: 'COBOL' }] } } });
  });

  it('changes things', async () => {
    const { body } = await gateway.query('mutation { rename(id: "1", name: "Augusta") { name books { title } } }');

    expect(body).toEqual({ data: { rename: { name: 'Augusta', books: [{ title: 'Notes' }] } } });
  });

  it('may come as a GET where it only asks', async () => {
    const response = await get(`/graphql?query=${encodeURIComponent('{ people { name } }')}`, { 'apollo-require-preflight': '1' });

    expect(response.json()).toEqual({ data: { people: [{ name: 'Ada' }, { name: 'Grace' }] } });
  });

  it('runs the operation that it names', async () => {
    const { body } = await gateway.query('query A { me { id } } query B { people { id } }', { operationName: 'B' });

    expect(body.data).toEqual({ people: [{ id: '1' }, { id: '2' }] });
  });

  it('is answered in the media type that it prefers', async () => {
    const old = await gateway.query('{ people { id } }');
    const current = await gateway.query('{ people { id } }', {
      headers: { accept: 'application/graphql-response+json, application/json;q=0.9' },
    });

    expect([old.headers['content-type'], current.headers['content-type']]).toEqual([
      'application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
    ]);
  });

  it('takes its identity, its id and its client to every subgraph, and none of its headers', async () => {
    const forged = { 'x-innoerp-identity': 'forged', 'x-organization-id': 'other', cookie: 'session=1' };
    await gateway.query('{ me { name books { title } } }', {
      token: aToken({ claims: { org: 'org-1' } }),
      headers: { ...forged, 'x-request-id': 'checkout-1', 'user-agent': 'tests/1.0' },
    });

    expect(gateway.graph.calls.map(({ subgraph }) => subgraph)).toEqual(['people', 'books']);
    for (const call of gateway.graph.calls) {
      expect(Object.keys(call).sort()).toEqual([
        'client',
        'identity',
        'operationName',
        'query',
        'requestId',
        'signal',
        'subgraph',
        'variables',
      ]);
      expect(call.identity).toMatchObject({ kind: 'user', subject: '1', organizationId: 'org-1', sessionId: 's-1' });
      expect([call.requestId, call.client]).toEqual(['checkout-1', { ip: '127.0.0.1', userAgent: 'tests/1.0' }]);
      expect(JSON.stringify(call)).not.toMatch(/forged|other|session=1|Bearer/);
    }
  });

  it('is anonymous without a token', async () => {
    await gateway.query('{ me { name } }');

    expect(gateway.graph.calls[0]?.identity).toEqual(anonymous);
  });

  it('leaves one line in the log, with its id and without its secrets', async () => {
    const token = aToken();
    await get(`/graphql?query=${encodeURIComponent('{ me { name } }')}&variables=${encodeURIComponent('{"password":"hunter2"}')}`, {
      'apollo-require-preflight': '1',
      'x-request-id': 'r-7',
      authorization: `Bearer ${token}`,
    });

    expect(gateway.lines).toEqual([
      expect.objectContaining({ requestId: 'r-7', method: 'GET', path: '/graphql', status: 200, durationMs: expect.any(Number) }),
    ]);
    expect(JSON.stringify(gateway.lines)).not.toMatch(/hunter2|query=|eyJ/);
  });

  it('leaves its connection open for the next one', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ me { id } }"}',
    });

    expect(response.headers.get('connection')).toBe('keep-alive');
  });

  it('lets a page of localhost read the answer during development', async () => {
    const { headers } = await gateway.query('{ me { id } }', { headers: { origin: 'http://localhost:5173' } });

    expect(headers).toMatchObject({ 'access-control-allow-origin': 'http://localhost:5173', vary: 'Origin' });
  });

  it('stops its subgraphs when the client goes away', async () => {
    let seen: CancelSignal | undefined;
    const started = Promise.withResolvers<void>();
    const waiting = await testGateway({
      call: (_subgraph, { signal }) => {
        seen = signal;
        started.resolve();
        return new Promise(() => {});
      },
    });
    const client = httpRequest(`${waiting.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    client.on('error', () => {});
    client.end('{"query":"{ slow }"}');
    await started.promise;

    client.destroy();
    await new Promise<void>((resolve) => (seen?.aborted ? resolve() : seen?.addEventListener('abort', resolve)));

    expect(seen?.aborted).toBe(true);
  });

  it('is answered in part where a subgraph does not answer', async () => {
    const partly: TestGateway = await testGateway({
      call: async (subgraph, request) =>
        subgraph === 'books'
          ? Promise.reject(new SubgraphUnavailableError('books', { cause: new Error('10.0.0.9') }))
          : gateway.graph.call(subgraph, request),
    });

    const { status, body } = await partly.query('{ people { name books { title } } }');

    expect(status).toBe(200);
    expect(body.data).toEqual({
      people: [
        { name: 'Ada', books: null },
        { name: 'Grace', books: null },
      ],
    });
    expect(body.errors?.[0]).toMatchObject({
      path: ['people', 0],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'books', requestId: expect.any(String) },
    });
    expect(JSON.stringify(body)).not.toContain('10.0.0.9');
    expect(JSON.stringify(partly.lines)).toContain('10.0.0.9');
  });

  it('gives up a subgraph that is too slow', async () => {
    const impatient = await testGateway({ env: { REQUEST_TIMEOUT_MS: '50' }, call: () => new Promise(() => {}) });

    const { body } = await impatient.query('{ slow }');

    expect(body).toMatchObject({
      data: { slow: null },
      errors: [{ path: ['slow'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'books' } }],
    });
  });
});

describe('what the gateway serves beside the graph', () => {
  it('says that it lives and that it is ready', async () => {
    const answers = await Promise.all([get('/health/live'), get('/health/ready')]);

    expect(answers.map((answer) => [answer.statusCode, answer.json()])).toEqual([
      [200, { status: 'live' }],
      [200, { status: 'ready' }],
    ]);
  });

  it('is not ready before the keys could be read', async () => {
    const blind = await testGateway({ keys: () => Promise.reject(new Error('connect ECONNREFUSED')) });

    const ready = await blind.handle({ url: '/health/ready' });
    const asked = await blind.query('{ me { id } }', { token: aToken() });

    expect(blind.lines).toContainEqual(expect.objectContaining({ level: 40, msg: 'the keys of access tokens cannot be read' }));
    expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'not ready', missing: ['keys'] }]);
    expect([asked.status, asked.body.errors?.[0]?.extensions.code]).toEqual([503, 'KEYS_UNAVAILABLE']);
  });

  it('publishes the keys of access tokens', async () => {
    expect((await get('/.well-known/jwks.json')).json()).toEqual(testKeys.jwks);
  });

  it('publishes the schema that clients see', async () => {
    const { headers, body } = await get('/schema.graphql');

    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toContain('type Person');
    expect(body).not.toMatch(/join__|_entities|@tenantScoped/);
  });

  it('sends browsers to the playground, and only them', async () => {
    const [browser, script] = await Promise.all([get('/', { accept: 'text/html,*/*' }), get('/', { accept: '*/*' })]);

    expect([browser.statusCode, browser.headers.location, script.statusCode]).toEqual([302, '/playground', 404]);
  });

  it('has neither playground nor introspection nor schema where they are switched off', async () => {
    const closed = await testGateway({ env: { PLAYGROUND: 'false', INTROSPECTION: 'false' } });

    const paths = await Promise.all(
      ['/playground', '/schema.graphql', '/'].map((url) => closed.handle({ url, headers: { accept: 'text/html' } })),
    );
    const { body } = await closed.query('{ __schema { queryType { name } } }');

    expect(paths.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
