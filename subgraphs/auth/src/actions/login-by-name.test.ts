import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, LOGIN, PASSWORD } from '../testing/arrange.js';
import { guesser } from '../testing/guess.js';
import { Siblings } from '../testing/siblings.js';

const REFUSED = { outcome: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] };

describe('login by user name', () => {
  const ids = new Map<string, string>();
  const siblings = new Siblings({ userIdByUsername: ({ username }) => ids.get(username as string) ?? null });
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, LOCKOUT_ACCOUNT_ATTEMPTS: '25' }, call: siblings.call });
  const { codeFrom, fail } = guesser(app);

  async function somebody() {
    const { account } = await aMember(app);
    const username = `ada.${randomUUID().slice(0, 8)}`;
    ids.set(username, account.id);
    await app.raised();
    siblings.asked.length = 0;
    return { account, username };
  }
  const send = (input: object) => app.execute(LOGIN, { input });
  const logIn = async (username: string, password = PASSWORD) => (await send({ username, password })).data.login;
  const failuresOf = async (key: string) =>
    (await app.context().em.execute<{ failures: number }[]>('select failures from login_guard where account_key = ?', [key])).map(
      ({ failures }) => failures,
    );
  const unknownKeys = async () =>
    (
      await app
        .context()
        .em.execute<{ account_key: string }[]>(`select distinct account_key from login_guard where account_key !~ '^[0-9a-f]{8}-'`)
    ).map(({ account_key: key }) => key);

  it('lets somebody in, however the name is spelled', async () => {
    const { account, username } = await somebody();

    for (const typed of [username, ` ${username.toUpperCase()} `]) {
      expect(await logIn(typed)).toMatchObject({ outcome: { session: { user: { id: account.id } } }, userErrors: [] });
    }
    expect(siblings.asked).toEqual(['userIdByUsername', 'userIdByUsername']);
  });

  it.each([
    ['neither', {}],
    ['both', { email: 'ada@example.com', username: 'ada' }],
    ['neither, said twice', { email: null, username: null }],
  ])('wants an address or a name, and not %s', async (_, input) => {
    expect((await send({ ...input, password: PASSWORD })).data.login).toEqual({
      outcome: null,
      userErrors: [{ code: 'INVALID', field: ['input', 'email'] }],
    });
  });

  it.each([
    ['', ['input', 'username']],
    ['a\0da', ['input', 'username']],
    ['x'.repeat(201), ['input', 'username']],
  ])('refuses the name %#', async (username, field) => {
    expect(await logIn(username)).toEqual({ outcome: null, userErrors: [{ code: 'INVALID', field }] });
  });

  it('answers a wrong password, nobody’s name, somebody disabled and somebody without an account alike', async () => {
    const [known, disabled] = [await somebody(), await somebody()];
    await app.context().em.nativeUpdate(Account, { id: disabled.account.id }, { status: AccountStatus.DISABLED });
    ids.set('without.account', randomUUID());

    expect(await logIn(known.username, 'wrong')).toEqual(REFUSED);
    for (const username of ['nobody', disabled.username, 'without.account']) expect(await logIn(username)).toEqual(REFUSED);
  });

  it('takes the same steps for a name as for an address, and for nobody’s', async () => {
    const { account, username } = await somebody();
    const verbsOf = async (input: object) =>
      (await app.statementsOf(() => send({ ...input, password: 'wrong' }))).map((sql) => sql.split(' ')[0]);
    const steps = ['insert', 'select', 'select', 'with'];

    expect(await verbsOf({ username: 'nobody.at.all' })).toEqual(steps);
    expect(await verbsOf({ username: '@' })).toEqual(steps);
    // That it is announced is the difference; a refusal waits for the next multiple of LOGIN_REFUSAL_MS.
    const known = [...steps, 'begin', 'with', 'commit'];
    expect([await verbsOf({ username }), await verbsOf({ email: account.email })]).toEqual([known, known]);
  });

  it('is not asked of user where nobody can have the name', async () => {
    siblings.asked.length = 0;
    for (const username of ['ab', 'ada@example.com', 'ädä', "a' or 1=1 --", 'x'.repeat(31)]) expect(await logIn(username)).toEqual(REFUSED);

    expect(siblings.asked).toEqual([]);
  });

  it('counts guesses by name and by address together', async () => {
    const { account, username } = await somebody();
    for (let count = 0; count < 5; count += 1) expect(await logIn(username, 'wrong')).toEqual(REFUSED);
    await fail(account.email, 4);
    expect(await codeFrom('127.0.0.1', account.email)).toBeUndefined();

    for (let count = 0; count < 5; count += 1) expect(await logIn(username, 'wrong')).toEqual(REFUSED);
    await fail(account.email, 5);

    expect(await logIn(username)).toEqual(REFUSED);
    expect(await codeFrom('127.0.0.1', account.email)).toBe('INVALID_CREDENTIALS');
    expect(await codeFrom('192.0.2.9', account.email)).toBeUndefined();
    expect((await failuresOf(account.id)).toSorted()).toEqual([10, 19]);
  });

  it('counts guesses at nobody’s name for the name, in any spelling', async () => {
    const before = await unknownKeys();
    for (const username of ['Nobody.Here', ' nobody.here', 'nobody.HERE']) await logIn(username);

    const [key, ...more] = (await unknownKeys()).filter((one) => !before.includes(one));

    expect([more, key?.includes('nobody')]).toEqual([[], false]);
    expect(await failuresOf(key as string)).toEqual([3, 3]);
  });

  it('tells that the account is locked only after the right password', async () => {
    const { account, username } = await somebody();
    for (let source = 0; source < 5; source += 1) await fail(account.email, 5, `198.51.100.${source}`);

    expect(await logIn(username, 'wrong')).toEqual(REFUSED);
    expect(await logIn(username)).toEqual({ outcome: null, userErrors: [{ code: 'ACCOUNT_LOCKED', field: null }] });
  });

  it.each(['before', 'after'] as const)('is not available while user is not, dying %s the answer; addresses are', async (moment) => {
    const { account, username } = await somebody();

    siblings.dieOnce('userIdByUsername', moment);
    expect((await send({ username, password: PASSWORD })).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);

    siblings.dieOnce('userIdByUsername', moment);
    expect((await send({ username: 'nobody', password: PASSWORD })).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);

    siblings.dieOnce('userIdByUsername', moment);
    expect((await send({ email: account.email, password: PASSWORD })).data.login.userErrors).toEqual([]);
    expect((await send({ username, password: PASSWORD })).errors).toHaveLength(1);
    expect((await logIn(username)).userErrors).toEqual([]);
  });
});
