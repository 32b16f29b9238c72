import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixedFacts } from '@supergraph/kernel/testing';
import { type Asked, cookieClient, cookieGateway, ENTER, lineOf, MINE } from './testing/cookie-client.js';
import { type SessionKeeper, sessionKeeper } from './testing/session-keeper.js';
import type { TestGateway } from './testing/test-gateway.js';

let keeper: SessionKeeper;
let gateway: TestGateway;
beforeAll(async () => {
  keeper = await sessionKeeper();
  gateway = await cookieGateway(keeper);
});
beforeEach(() => {
  keeper.calls.length = 0;
});
const { ask, refusalOf } = cookieClient(() => gateway);

/** What the owner of sessions was handed for each of its calls. */
const brought = () => keeper.calls.map(({ client }) => client?.cookies && Object.fromEntries(client.cookies));

describe('a client that keeps its tokens in cookies', () => {
  it('is told them in cookies that no script and no other host sees, and not in the body', async () => {
    const { status, headers, cookies, body } = await ask(ENTER);

    expect([status, body]).toEqual([200, { data: { enter: 'entered' } }]);
    expect(cookies).toEqual([lineOf('one.two_three-4')]);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('gets several of them in one answer', async () => {
    const { cookies } = await ask('mutation { enter(token: "one", device: "two", life: 604800) }');

    expect(cookies).toEqual([lineOf('one', 'refresh_token', 604_800), lineOf('two', 'trusted_device', 604_800)]);
  });

  it('has them forgotten', async () => {
    expect((await ask('mutation { leave }', { cookie: MINE })).cookies).toEqual([lineOf('', 'refresh_token', 0)]);
  });

  it('keeps what the last of several mutations said', async () => {
    expect((await ask('mutation { a: enter(token: "one") otherEnter b: enter(token: "two") }')).cookies).toEqual([lineOf('two')]);
    expect((await ask('mutation { enter(token: "one") otherEnter leave }')).cookies).toEqual([lineOf('', 'refresh_token', 0)]);
  });

  it('is not told to forget any by an answer that has an error, and keeps what one sets', async () => {
    const refused = await ask('mutation { leave fail }', { cookie: MINE });
    const entered = await ask('mutation { enter(token: "one") fail }', { cookie: MINE });

    expect([refused.body.errors?.[0]?.extensions.code, refused.cookies]).toEqual(['REFUSED', []]);
    expect([entered.body.errors?.[0]?.extensions.code, entered.cookies]).toEqual(['REFUSED', [lineOf('one')]]);
    expect((await ask('mutation { fail }', { cookie: MINE })).cookies).toEqual([]);
    expect((await ask('{ token }', { cookie: MINE })).cookies).toEqual([]);
  });

  it('is known to the owner of sessions by cookies of the names in question, written by this very host', async () => {
    const cookie = `theme=dark; refresh_token=of-a-sibling; ${MINE}; __Host-other=1; __Host-trusted_device=mine; __Secure-refresh_token=2`;

    expect((await ask('{ token }', { cookie })).body).toEqual({ data: { token: 'my-secret-token' } });
    expect((await ask('{ token }')).body).toEqual({ data: { token: null } });
    expect(brought()).toEqual([{ refresh_token: 'my-secret-token', trusted_device: 'mine' }, {}]);
  });

  it('is answered with its own, also where the document is known and others send the same at once', async () => {
    const shared = await cookieGateway(keeper, { env: { SUBGRAPH_SHARE: '1' } });
    const tokens = Array.from({ length: 20 }, (_, index) => `token-${index}`);

    const answers = await Promise.all(tokens.map((token) => ask('{ token }', { cookie: `__Host-refresh_token=${token}`, at: shared })));

    expect(answers.map(({ body }) => body.data?.token)).toEqual(tokens);
  });

  it('has them without TLS and without a prefix on localhost only', async () => {
    const local = await cookieGateway(keeper, { env: { BASE_DOMAIN: 'localhost' } });
    const asked: Asked = { at: local, headers: { host: 'acme.localhost:4000', origin: 'http://acme.localhost:5173' } };

    expect((await ask(ENTER, asked)).cookies).toEqual(['refresh_token=one.two_three-4; Max-Age=60; Path=/; HttpOnly; SameSite=Strict']);
    expect((await ask('{ token }', { ...asked, cookie: 'refresh_token=mine; __Host-refresh_token=no' })).body.data?.token).toBe('mine');
  });

  it('is refused for now where nobody is known to own sessions: its token would be shown', async () => {
    const early = await cookieGateway(keeper, { facts: fixedFacts() });

    expect(await refusalOf({ at: early })).toEqual([503, 'COOKIES_UNAVAILABLE']);
    expect(keeper.calls).toEqual([]);
  });

  it('says so in one of two words', async () => {
    expect(await refusalOf({ mode: 'cookies' })).toEqual([400, 'BAD_REQUEST']);
    expect(await refusalOf({ mode: 'body' })).toBeNull();
  });
});

describe('a client that does not', () => {
  it.each([null, 'body'])('has no cookies, whatever it brings (X-Token-Mode: %s)', async (mode) => {
    const entered = await ask(ENTER, { mode, cookie: MINE });
    const asked = await ask('{ token }', { mode, cookie: MINE });

    expect([entered.body, entered.cookies]).toEqual([{ data: { enter: 'entered' } }, []]);
    expect([asked.body, asked.cookies]).toEqual([{ data: { token: 'in the body' } }, []]);
    expect(brought()).toEqual([undefined, undefined]);
  });

  it('cannot hand the owner of sessions any by the header that is between us', async () => {
    const forged = { 'x-innoerp-cookies': 'refresh_token=forged' };

    expect((await ask('{ token }', { mode: null, headers: forged })).body.data?.token).toBe('in the body');
    expect((await ask('{ token }', { headers: forged })).body.data?.token).toBeNull();
  });
});

describe('cookies of tokens', () => {
  it('are handed to, and taken from, nobody but the owner of sessions', async () => {
    const { body, cookies } = await ask('{ other token }', { cookie: MINE });

    expect([body, cookies]).toEqual([{ data: { other: 'other', token: 'my-secret-token' } }, []]);
    expect(keeper.calls.map(({ subgraph, client }) => [subgraph, client?.cookies !== undefined]).sort()).toEqual([
      ['others', false],
      ['sessions', true],
    ]);
    expect(await ask('mutation { otherEnter }', { cookie: MINE })).toMatchObject({ body: { data: { otherEnter: 'other' } }, cookies: [] });
  });

  it('have names that the settings say, and what is set beside them is told in the log, without its value', async () => {
    const { cookies } = await ask('mutation { forbidden }');

    expect(cookies).toEqual([]);
    expect(gateway.lines).toContainEqual(
      expect.objectContaining({ level: 50, msg: 'the owner of sessions sets a cookie that may not be' }),
    );
    expect(JSON.stringify(gateway.lines)).not.toContain('a-secret-of-nobody');
  });

  it('are found in no log and no metric', async () => {
    await ask('mutation { enter(token: "one.two_three-4") fail }', { cookie: MINE });
    await ask('{ other token }', { cookie: MINE });
    await ask('{ nothing }', { cookie: MINE });
    await ask('{ token }', { cookie: MINE, headers: { authorization: 'Bearer nonsense' } });
    await ask('{ token }', { cookie: MINE, headers: { origin: 'https://evil.test' } });
    const { body: metrics } = await gateway.handle({ url: '/metrics' });

    const everything = `${JSON.stringify(gateway.lines)}${keeper.lines.join()}${metrics}`;
    expect(everything).not.toContain('my-secret-token');
    expect(everything).not.toContain('one.two_three-4');
    expect(metrics).toContain('innoerp_');
  });
});
