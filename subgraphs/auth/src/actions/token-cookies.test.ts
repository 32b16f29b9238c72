import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import { testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, identityOf, PASSWORD } from '../testing/arrange.js';

const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { outcome { ... on TokenPair { accessToken refreshToken trustedDeviceToken session { id } } } userErrors { code } }
}`;
const REFRESH =
  'mutation ($token: String) { tokenRefresh(refreshToken: $token) { tokens { accessToken refreshToken session { id } } userErrors { code } } }';
const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) { ok userErrors { code } } }';

describe('tokens in cookies', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });

  /** A browser: it keeps what it is told, as the gateway would have it do. */
  function aBrowser() {
    const jar = new Map<string, string>();
    const lives = new Map<string, number>();
    const send = async (query: string, variables: Record<string, unknown> = {}, identity: Identity = anonymous) => {
      const client = { ip: '127.0.0.1', userAgent: 'browser', cookies: new Map(jar) };
      const { data, extensions } = await app.running().handle({ query, variables, identity, requestId: randomUUID(), client });
      for (const change of extensions?.cookies ?? []) {
        if (change.value === null) jar.delete(change.name);
        else {
          jar.set(change.name, change.value);
          lives.set(change.name, change.maxAge);
        }
      }
      // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
      return JSON.parse(JSON.stringify(data)) as any;
    };
    return { jar, lives, send };
  }

  const loggedIn = async (input: object = {}) => {
    const { account } = await aMember(app);
    const browser = aBrowser();
    const { login } = await browser.send(LOGIN, { input: { email: account.email, password: PASSWORD, ...input } });
    return { account, ...browser, outcome: login.outcome };
  };

  it('are not in the answer, and live as long as the session', async () => {
    const { outcome, jar, lives } = await loggedIn();

    expect([outcome.refreshToken, outcome.trustedDeviceToken]).toEqual(['', null]);
    expect([...jar.keys()]).toEqual(['refresh_token']);
    expect(lives.get('refresh_token')).toBeGreaterThan(600_000);
    expect(lives.get('refresh_token')).toBeLessThanOrEqual(604_800);
  });

  it('are exchanged without being named, and the next one takes the place of the last', async () => {
    const { outcome, jar, send } = await loggedIn();
    const first = jar.get('refresh_token');

    const { tokenRefresh } = await send(REFRESH);

    expect(tokenRefresh).toMatchObject({ tokens: { refreshToken: '', session: { id: outcome.session.id } }, userErrors: [] });
    expect(jar.get('refresh_token')).not.toBe(first);
    expect((await send(REFRESH)).tokenRefresh.userErrors).toEqual([]);
  });

  it('stay where a refresh is refused: another tab may just have got a better one', async () => {
    const { jar, send } = await loggedIn();
    const kept = jar.get('refresh_token');

    const { tokenRefresh } = await send(REFRESH, { token: 'nonsense' });

    expect([tokenRefresh.userErrors, jar.get('refresh_token')]).toEqual([[{ code: 'TOKEN_INVALID' }], kept]);
  });

  it('go with a logout, which ends the session of the access token and the one of the cookie', async () => {
    const one = await loggedIn();
    const { account } = await aMember(app);
    const other = aBrowser();
    const { login } = await other.send(LOGIN, { input: { email: account.email, password: PASSWORD } });
    one.jar.set('refresh_token', other.jar.get('refresh_token') as string);

    const { logout } = await one.send(LOGOUT, {}, identityOf(one.outcome.accessToken));

    expect([logout, [...one.jar.keys()]]).toEqual([{ ok: true, userErrors: [] }, []]);
    expect((await other.send(REFRESH)).tokenRefresh.userErrors).toEqual([{ code: 'SESSION_REVOKED' }]);
    const ended = await app
      .context()
      .em.execute<{ id: string }[]>("select id from session where status = 'REVOKED' and id in (?, ?)", [
        one.outcome.session.id,
        login.outcome.session.id,
      ]);
    expect(ended).toHaveLength(2);
  });

  it('know a trusted device again', async () => {
    const { account, outcome, jar, lives, send } = await loggedIn({ trustDevice: true });

    expect([outcome.trustedDeviceToken, lives.get('trusted_device')]).toEqual([null, 30 * 86_400]);
    const before = jar.get('trusted_device');
    const used = () =>
      app.context().em.execute<{ last_used_at: Date }[]>('select last_used_at from trusted_device where user_id = ?', [account.id]);
    const [first] = await used();
    await send(LOGIN, { input: { email: account.email, password: PASSWORD } });
    const [later] = await used();

    expect(jar.get('trusted_device')).toBe(before);
    expect(new Date(later?.last_used_at ?? 0) > new Date(first?.last_used_at ?? 0)).toBe(true);
  });

  it('are in the answer of whoever did not ask for cookies', async () => {
    const { account } = await aMember(app);
    const { data } = await app.execute(LOGIN, { input: { email: account.email, password: PASSWORD } });

    expect(data.login.outcome.refreshToken).toMatch(/^[\w-]{80,}$/);
    expect((await app.execute(REFRESH)).data.tokenRefresh.userErrors).toEqual([{ code: 'TOKEN_INVALID' }]);
  });
});
