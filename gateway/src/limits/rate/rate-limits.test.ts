import { describe, expect, it } from '@jest/globals';
import { fixedFacts } from '@supergraph/kernel/testing';
import { type Answer, aToken, testGateway } from '../../testing/test-gateway.js';

const QUERY = '{ me { id } }';
const LOGIN = 'mutation { rename(id: "1", name: "x") { id } }';

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions.code;
const rateHeaders = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(ratelimit-|retry-after)/.test(name)));

describe('a client that asks too often', () => {
  it('is told how it stands, and then to come again later', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_ANONYMOUS: '2/min' } });

    const answers = [await gateway.query(QUERY), await gateway.query(QUERY), await gateway.query(QUERY)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(rateHeaders)).toEqual([
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '30' },
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' },
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '60', 'retry-after': '30' },
    ]);
    expect(answers[2]?.body).toEqual({
      errors: [
        {
          message: 'Too many requests: try again later',
          extensions: { code: 'RATE_LIMITED', kind: 'unavailable', retryAfter: 30, requestId: answers[2]?.headers['x-request-id'] },
        },
      ],
    });
    expect(gateway.graph.calls).toHaveLength(2);
  });

  it('is refused before its body is read', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_ANONYMOUS: '1/min' } });
    await gateway.query(QUERY);

    const response = await gateway.handle({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: '{"query": ',
    });

    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
  });

  it('takes nothing from anybody else, whether they are known or come from elsewhere', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_ANONYMOUS: '1/min', RATE_LIMIT_USER: '1/min', TRUSTED_PROXIES: '127.0.0.1' } });
    const ask = async (ip: string, subject?: string) => {
      const token = subject ? { token: aToken({ claims: { sub: subject } }) } : {};
      return (await gateway.query(QUERY, { ...token, headers: { 'x-forwarded-for': ip } })).status;
    };

    const statuses = [];
    for (const [ip, subject] of [
      ['203.0.113.1'],
      ['203.0.113.1'],
      ['203.0.113.2'],
      ['203.0.113.1', '1'],
      ['203.0.113.9', '1'],
      ['203.0.113.1', '2'],
      ['2001:db8::1'],
      ['2001:db8::2'],
    ] as [string, string?][])
      statuses.push(await ask(ip, subject));

    expect(statuses).toEqual([200, 429, 200, 200, 429, 200, 200, 429]);
  });
});

describe('an organization whose members ask too often', () => {
  const facts = fixedFacts();
  facts.put({ id: 'org-small', requestsPerMinute: 2 });

  it('is held to what its plan grants, all members together, and the others go on', async () => {
    const gateway = await testGateway({ facts, env: { RATE_LIMIT_ORGANIZATION: '3/min' } });
    const ask = async (org: string, sub: string) => (await gateway.query(QUERY, { token: aToken({ claims: { org, sub } }) })).status;

    const statuses = [
      await ask('org-small', '1'),
      await ask('org-small', '2'),
      await ask('org-small', '3'),
      await ask('org-large', '4'),
      await ask('org-large', '4'),
      await ask('org-large', '5'),
      await ask('org-large', '5'),
    ];

    expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 429]);
  });

  it('takes nothing from the one who asks', async () => {
    const gateway = await testGateway({ facts, env: { RATE_LIMIT_USER: '3/min' } });
    const ask = (org?: string) => gateway.query(QUERY, { token: aToken({ claims: { org } }) });
    for (let request = 0; request < 5; request += 1) await ask('org-small');

    expect(rateHeaders(await ask())).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '0' });
  });
});

describe('an operation that is sent too often', () => {
  it('is refused by itself, and says so to the client', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_OPERATIONS: 'rename=2/min@address' } });

    const answers = [await gateway.query(LOGIN), await gateway.query(LOGIN), await gateway.query(LOGIN)];
    const other = await gateway.query(QUERY);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(codeOf(answers[2] as Answer)).toBe('RATE_LIMITED');
    expect(answers[2]?.body.data).toBeUndefined();
    expect(rateHeaders(answers[2] as Answer)).toEqual({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '60',
      'retry-after': '30',
    });
    expect(other.status).toBe(200);
    expect(rateHeaders(other)).toMatchObject({ 'ratelimit-limit': '300' });
    expect(gateway.graph.calls).toHaveLength(3);
  });

  it('counts as often as its field occurs, under whatever name and in whatever fragment', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_OPERATIONS: 'rename=4/min@address' } });
    const many = `mutation { a: rename(id: "1", name: "x") { id } ...More ... on Mutation { c: rename(id: "1", name: "x") { id } } }
      fragment More on Mutation { b: rename(id: "1", name: "x") { id } }`;

    expect([(await gateway.query(many)).status, (await gateway.query(LOGIN)).status, (await gateway.query(LOGIN)).status]).toEqual([
      200, 200, 429,
    ]);
  });

  it('is told about the bucket that refuses it, and else about the one that will be empty first', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_ANONYMOUS: '4/min', RATE_LIMIT_OPERATIONS: 'rename=5/min@address' } });
    const four = `mutation { ${['a', 'b', 'c', 'd'].map((name) => `${name}: rename(id: "1", name: "x") { id }`).join(' ')} }`;

    const [narrow, tight, refused] = [await gateway.query(LOGIN), await gateway.query(four), await gateway.query(four)];

    expect(rateHeaders(narrow)).toMatchObject({ 'ratelimit-limit': '4', 'ratelimit-remaining': '3' });
    expect(rateHeaders(tight)).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0' });
    expect(rateHeaders(refused)).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0', 'retry-after': '48' });

    const wide = await testGateway({ env: { RATE_LIMIT_ANONYMOUS: '2/min', RATE_LIMIT_OPERATIONS: 'rename=3/min@address' } });
    const beyond = await wide.query(four);

    expect([beyond.status, rateHeaders(beyond)]).toEqual([
      429,
      { 'ratelimit-limit': '3', 'ratelimit-remaining': '3', 'ratelimit-reset': '0', 'retry-after': '20' },
    ]);
  });

  it('cannot hide behind tokens where its address counts', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_OPERATIONS: 'rename=1/min@address' } });
    const ask = async (sub: string) => (await gateway.query(LOGIN, { token: aToken({ claims: { sub } }) })).status;

    expect([await ask('1'), await ask('2')]).toEqual([200, 429]);
  });

  it('leaves the other operations of the same client alone where each is limited by itself', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT_OPERATIONS: '*=1/min' } });
    const ask = async (query: string) => (await gateway.query(query)).status;

    expect([await ask(QUERY), await ask('{me{id}}'), await ask('{ people { id } }')]).toEqual([200, 429, 200]);
  });
});

describe('without rate limits', () => {
  it('nothing is counted and nothing is said', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT: 'off', RATE_LIMIT_ANONYMOUS: '1/min' } });
    await gateway.query(QUERY);

    const answer = await gateway.query(QUERY);

    expect([answer.status, rateHeaders(answer)]).toEqual([200, {}]);
    expect(gateway.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('production is warned', async () => {
    const gateway = await testGateway({ env: { RATE_LIMIT: 'off', NODE_ENV: 'production' } });

    expect(gateway.lines).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringContaining('RATE_LIMIT is off') }));
  });
});

const redisUrl = process.env.TEST_REDIS_URL;

(redisUrl ? describe : describe.skip)('two gateways that share a Redis', () => {
  it('count together', async () => {
    const env = { REDIS_URL: redisUrl as string, RATE_LIMIT_USER: '2/min' };
    const [one, other] = [await testGateway({ env }), await testGateway({ env })];
    const token = aToken({ claims: { sub: `user-${Date.now()}` } });

    const statuses = [];
    for (const gateway of [one, other, one]) statuses.push((await gateway.query(QUERY, { token })).status);

    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('a gateway whose Redis is away', () => {
  it('counts for itself and fails no request', async () => {
    const gateway = await testGateway({ env: { REDIS_URL: 'redis://127.0.0.1:1', RATE_LIMIT_ANONYMOUS: '2/min' } });

    const answers = [await gateway.query(QUERY), await gateway.query(QUERY), await gateway.query(QUERY)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(gateway.lines.filter(({ msg }) => String(msg).includes('each process counts for itself'))).toHaveLength(1);
  });
});
