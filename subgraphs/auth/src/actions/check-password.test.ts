import { describe, expect, it } from '@jest/globals';
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { deriveKeys } from '../domain/derived-keys.js';
import { PasswordHasher } from '../domain/password-hash.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, anAccount, CONFIG, HASHER, logIn, PASSWORD } from '../testing/arrange.js';
import { guesser } from '../testing/guess.js';
import { setPolicy } from '../testing/policy.js';

const FORMER = 'the secret that was there before this one';
const REFUSED = { outcome: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] };
describe('checkPassword', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, LOCKOUT_ACCOUNT_ATTEMPTS: '25', KEY_ENCRYPTION_SECRET_FORMER: FORMER } });
  const { codeFrom, fail } = guesser(app);
  const em = () => app.context().em;
  const hashOf = async (id: string) => (await em().findOneOrFail(Account, { id })).passwordHash;
  const guards = (id: string) =>
    em().execute<{ source_key: string; failures: number; blocked_until: string | null }[]>(
      'select source_key, failures, blocked_until from login_guard where account_key = ? order by source_key',
      [id],
    );
  const pass = (id: string, minutes: number) =>
    em().execute(
      `update login_guard set since = since - make_interval(mins => ?), blocked_until = blocked_until - make_interval(mins => ?) where account_key = ?`,
      [minutes, minutes, id],
    );

  it('answers an unknown address and a wrong password alike', async () => {
    const { account } = await aMember(app);
    await app.raised();

    expect(await logIn(app, { email: 'nobody@example.com' })).toEqual(REFUSED);
    expect(await app.raised()).toEqual([]);
    expect(await logIn(app, account, { password: 'wrong' })).toEqual(REFUSED);
    expect(await app.raised()).toMatchObject([
      { type: 'auth.login.failed.v1', payload: { userId: account.id, reason: 'WRONG_PASSWORD' }, organizationId: null },
    ]);
  });

  it('does the same work for an unknown address as for a wrong password', async () => {
    const hasher = new PasswordHasher({ memoryKib: 19_456, passes: 2 }, Buffer.alloc(32));
    const passwordHash = await hasher.hash(PASSWORD);
    // Processor time and not the clock's: whatever else the machine does, it is not counted here.
    const workOf = async (given: string | null) => {
      const works: number[] = [];
      for (let count = 0; count < 5; count += 1) {
        const before = process.cpuUsage();
        await hasher.verify(given, 'wrong');
        const { user, system } = process.cpuUsage(before);
        works.push(user + system);
      }
      return Math.min(...works);
    };
    await workOf(null);

    const [unknown, known] = [await workOf(null), await workOf(passwordHash)];

    expect(unknown / known).toBeGreaterThan(0.5);
  });

  it('counts what is tried on nobody as what is tried on somebody', async () => {
    const unknown = () => app.statementsOf(() => logIn(app, { email: 'nobody@example.org' }));
    const { account } = await aMember(app);
    const known = () => app.statementsOf(() => logIn(app, account, { password: 'wrong' }));
    const verbs = (statements: string[]) => statements.map((sql) => sql.split(' ')[0]);

    expect(verbs(await unknown())).toEqual(['insert', 'select', 'select', 'with']);
    // That it is announced is the difference; a refusal waits for the next multiple of LOGIN_REFUSAL_MS.
    expect(verbs(await known())).toEqual(['insert', 'select', 'select', 'with', 'begin', 'with', 'commit']);
  });

  it('does not tell a disabled account from a wrong password', async () => {
    const account = await anAccount(app, { status: AccountStatus.DISABLED, platformScopes: ['platform:orgs:read'] });

    expect(await logIn(app, account)).toEqual(REFUSED);
    expect((await app.raised()).at(-1)).toMatchObject({ payload: { reason: 'ACCOUNT_DISABLED' } });
  });

  it('lets nobody in by a right password that everybody tries, and tells that to nobody else', async () => {
    const { account } = await aMember(app);
    const password = '1qaz2wsx3edc4rfv';
    await em().nativeUpdate(Account, { id: account.id }, { passwordHash: await HASHER.hash(password) });
    await app.raised();

    expect(await logIn(app, account, { password })).toEqual({ outcome: null, userErrors: [{ code: 'PASSWORD_BREACHED', field: null }] });
    expect(await app.raised()).toMatchObject([{ type: 'auth.login.failed.v1', payload: { reason: 'PASSWORD_BREACHED' } }]);
    await em().nativeUpdate(Account, { id: account.id }, { passwordHash: await HASHER.hash(PASSWORD) });
    expect(await logIn(app, account, { password })).toEqual(REFUSED);
  });

  describe('with a hash of old', () => {
    it.each([
      ['bcrypt', () => bcrypt(PASSWORD, 4)],
      ['bcrypt as other systems label it', async () => (await bcrypt(PASSWORD, 4)).replace('$2b$', '$2y$')],
      ['argon2id without a pepper', () => argon2(PASSWORD, { memoryCost: 64, timeCost: 1, parallelism: 1 })],
      ['the secret before', () => new PasswordHasher({ memoryKib: 64, passes: 1 }, deriveKeys(FORMER).passwords).hash(PASSWORD)],
    ])('of %s lets somebody in and makes it anew', async (_, make) => {
      const passwordHash = await make();
      const { account } = await aMember(app);
      await em().nativeUpdate(Account, { id: account.id }, { passwordHash });

      expect(await logIn(app, account, { password: 'wrong' })).toEqual(REFUSED);
      expect(await hashOf(account.id)).toBe(passwordHash);
      expect((await logIn(app, account)).userErrors).toEqual([]);

      const renewed = await hashOf(account.id);
      expect(renewed).toMatch(/^\$pepper=\w{8}\$argon2id\$v=19\$m=64,t=1,p=1\$/);
      expect(HASHER.isOutdated(renewed)).toBe(false);
      expect((await logIn(app, account)).userErrors).toEqual([]);
      expect(await hashOf(account.id)).toBe(renewed);
    });
  });

  describe('after wrong passwords from one source', () => {
    it('blocks it for an hour with the tenth, and no other one', async () => {
      const { account } = await aMember(app);
      await app.raised();
      await fail(account.email, 10);

      const [announced] = (await app.raised()).filter(({ type }) => type === 'auth.account.locked.v1');
      expect(announced?.payload).toMatchObject({ userId: account.id, kind: 'SOURCE' });
      expect(new Date(announced?.payload.until).getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
      expect(await logIn(app, account)).toEqual(REFUSED);
      expect((await app.raised()).map(({ payload }) => payload.reason)).toEqual(['TOO_MANY_FAILURES']);
      expect(await codeFrom('192.0.2.77', account.email)).toBeUndefined();
    });

    it('neither counts attempts while it is blocked nor is prolonged by them', async () => {
      const { account } = await aMember(app);
      await fail(account.email, 10);
      const before = await guards(account.id);

      await fail(account.email, 15);

      expect(await guards(account.id)).toEqual(before);
      await pass(account.id, 61);
      expect((await logIn(app, account)).userErrors).toEqual([]);
    });

    it('forgets them with a right one, and after an hour', async () => {
      const { account } = await aMember(app);
      await fail(account.email, 9);
      await logIn(app, account);
      await fail(account.email, 9);
      await pass(account.id, 61);
      await fail(account.email, 1);

      expect((await guards(account.id)).map(({ failures }) => failures)).toEqual([1, 1]);
    });

    it('takes a whole line of IPv6 addresses for one source', async () => {
      const { account } = await aMember(app);
      for (let count = 0; count < 10; count += 1) await codeFrom(`2001:db8:1:2::${count}`, account.email, 'wrong');

      expect(await codeFrom('2001:db8:1:2:9:9:9:9', account.email)).toBe('INVALID_CREDENTIALS');
      expect(await codeFrom('2001:db8:1:3::1', account.email)).toBeUndefined();
    });

    it('is as strict as the strictest organization of the person', async () => {
      const { account, organization } = await aMember(app);
      const input = { lockoutMaxAttempts: 3, lockoutMinutes: 120 };
      await setPolicy(app, organization.id, input);

      await fail(account.email, 3);

      expect(await logIn(app, account)).toEqual(REFUSED);
      await pass(account.id, 61);
      expect(await logIn(app, account)).toEqual(REFUSED);
      await pass(account.id, 60);
      expect((await logIn(app, account)).userErrors).toEqual([]);
    });

    it.each([0, 1])('lets no more guesses be looked at of many that are sent at once, after %s before', async (before) => {
      const { account } = await aMember(app);
      await fail(account.email, before);

      await Promise.all(Array.from({ length: 40 }, () => logIn(app, account, { password: 'wrong' })));

      expect((await guards(account.id)).map(({ failures }) => failures)).toEqual([10, 10]);
      expect(await logIn(app, account)).toEqual(REFUSED);
    });

    it('counts no further than to the block, where the very first ones are sent at once', async () => {
      const { account, organization } = await aMember(app);
      await setPolicy(app, organization.id, { lockoutMaxAttempts: 3 });

      await Promise.all(Array.from({ length: 20 }, () => logIn(app, account, { password: 'wrong' })));

      expect((await guards(account.id)).at(-1)).toMatchObject({ failures: 3 });
    });

    it('does not hold many right ones at once against each other', async () => {
      const { account } = await aMember(app);

      const answers = await Promise.all(Array.from({ length: 15 }, () => logIn(app, account)));

      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    });
  });
});
