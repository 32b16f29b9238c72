import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { hashPassword, verifyPassword } from '../domain/password-hash.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, anAccount, CONFIG, logIn, PASSWORD } from '../testing/arrange.js';

const REFUSED = { outcome: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null }] };

describe('checkPassword', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const accountOf = (id: string) => app.context().em.findOneOrFail(Account, { id });
  const fail = async (email: string, times: number) => {
    for (let count = 0; count < times; count += 1) expect(await logIn(app, { email }, { password: 'wrong' })).toEqual(REFUSED);
  };

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
    const passwordHash = await hashPassword(PASSWORD);
    // Processor time and not the clock's: whatever else the machine does, it is not counted here.
    const workOf = async (given: string | null) => {
      const works: number[] = [];
      for (let count = 0; count < 5; count += 1) {
        const before = process.cpuUsage();
        await verifyPassword(given, 'wrong');
        const { user, system } = process.cpuUsage(before);
        works.push(user + system);
      }
      return Math.min(...works);
    };
    await workOf(null);

    const [unknown, known] = [await workOf(null), await workOf(passwordHash)];

    expect(unknown / known).toBeGreaterThan(0.5);
  });

  it('does not tell a disabled account from a wrong password', async () => {
    const account = await anAccount(app, { status: AccountStatus.DISABLED, platformScopes: ['platform:orgs:read'] });

    expect(await logIn(app, account)).toEqual(REFUSED);
  });

  describe('after wrong passwords', () => {
    it('looks at none for a minute once there were ten', async () => {
      const { account } = await aMember(app);
      await fail(account.email, 10);
      await app.raised();

      expect(await logIn(app, account)).toEqual(REFUSED);
      expect(await app.raised()).toMatchObject([{ payload: { reason: 'TOO_MANY_FAILURES' } }]);
      expect((await accountOf(account.id)).failedLogins).toBe(10);

      const { em } = app.context();
      await em.nativeUpdate(Account, { id: account.id }, { pausedUntil: new Date(Date.now() - 1) });
      expect((await logIn(app, account)).userErrors).toEqual([]);
      expect(await accountOf(account.id)).toMatchObject({ failedLogins: 0, failingSince: null, pausedUntil: null });
    });

    it('forgets them with a right one', async () => {
      const { account } = await aMember(app);
      await fail(account.email, 9);

      await logIn(app, account);
      await fail(account.email, 1);

      expect((await accountOf(account.id)).failedLogins).toBe(1);
    });

    it('does not let a right guess slip in among many sent at once', async () => {
      const { account } = await aMember(app);
      const wrong = Array.from({ length: 40 }, () => logIn(app, account, { password: 'wrong' }));

      const answers = await Promise.all([...wrong, logIn(app, account)]);

      expect(answers.every(({ userErrors }) => userErrors[0]?.code === 'INVALID_CREDENTIALS')).toBe(true);
    });

    it('does not hold many right ones at once against each other', async () => {
      const { account } = await aMember(app);

      const answers = await Promise.all(Array.from({ length: 15 }, () => logIn(app, account, { password: PASSWORD })));

      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    });
  });
});
