import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { aMember, CONFIG } from '../testing/arrange.js';
import { guesser } from '../testing/guess.js';
import { authWithMailbox, mailsTo, tokenTo } from '../testing/mailbox.js';

const UNLOCK = 'mutation ($userId: ID!) { userUnlock(userId: $userId, reason: "called us") { ok userErrors { code field } } }';
const UNLOCK_BY_MAIL = 'mutation ($token: String!) { accountUnlock(token: $token) { ok userErrors { code field } } }';
const LOCKOUT = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { lockout { kind failedAttempts lockedUntil }
  emailVerified } } }`;

describe('wrong passwords from many sources', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: { ...CONFIG, LOCKOUT_ACCOUNT_ATTEMPTS: '25' } });
  const { codeFrom, fail } = guesser(app);
  /** Locks the account as a whole: ten wrong passwords from each of three networks. */
  const lock = async (email: string) => {
    for (const ip of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) await fail(email, 9, ip);
  };

  it('locks the account, and says so to nobody but who knows the password', async () => {
    const { account } = await aMember(app);
    await lock(account.email);

    expect(await codeFrom('203.0.113.9', account.email, 'wrong')).toBe('INVALID_CREDENTIALS');
    expect(await codeFrom('203.0.113.9', account.email)).toBe('ACCOUNT_LOCKED');
    await fail(account.email, 9, '203.0.113.9');
    // From there no password is looked at any more, so a guess is not answered.
    expect(await codeFrom('203.0.113.9', account.email)).toBe('INVALID_CREDENTIALS');
  });

  it('mails the person a way out, which works once', async () => {
    const { account } = await aMember(app);
    await lock(account.email);
    expect((await mailsTo(app, mailbox, account.email)).map(({ subject }) => subject)).toEqual(['Your account is locked for a while']);
    const token = await tokenTo(app, mailbox, account.email);
    await app.raised();

    expect((await app.execute(UNLOCK_BY_MAIL, { token })).data.accountUnlock).toEqual({ ok: true, userErrors: [] });

    expect(await app.raised()).toMatchObject([{ type: 'auth.account.unlocked.v1', payload: { userId: account.id, by: 'MAIL' } }]);
    expect(await codeFrom('203.0.113.10', account.email)).toBeUndefined();
    expect((await app.execute(UNLOCK_BY_MAIL, { token })).data.accountUnlock.userErrors).toEqual([
      { code: 'TOKEN_INVALID', field: ['token'] },
    ]);
  });

  it('is unlocked by platform staff and by administrators of an organization of the person, and by nobody else', async () => {
    const { account, organization } = await aMember(app);
    const elsewhere = await aMember(app);
    const unlock = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(UNLOCK, { userId: account.id })).data.userUnlock;

    for (const who of [anOperator('platform:users:write'), aMemberOf(organization.id, 'org:members:write')]) {
      await lock(account.email);
      expect(await codeFrom('203.0.113.11', account.email)).toBe('ACCOUNT_LOCKED');
      await app.raised();
      expect(await unlock(who)).toEqual({ ok: true, userErrors: [] });
      expect(await app.raised()).toMatchObject([{ payload: { userId: account.id, by: 'ADMIN', reason: 'called us' } }]);
      expect(await codeFrom('203.0.113.11', account.email)).toBeUndefined();
    }
    expect(await unlock(aMemberOf(elsewhere.organization.id, 'org:members:write'))).toEqual({
      ok: false,
      userErrors: [{ code: 'NOT_FOUND', field: ['userId'] }],
    });
  });

  it('is shown to those who may unlock it', async () => {
    const { account, organization } = await aMember(app);
    await lock(account.email);
    const of = [{ __typename: 'User', id: account.id }];
    const seenBy = async (who: Parameters<typeof app.as>[0]) => (await app.as(who).execute(LOCKOUT, { of })).data._entities[0];

    for (const who of [aMemberOf(organization.id, 'org:members:write'), anOperator('platform:users:read')]) {
      expect(await seenBy(who)).toEqual({
        emailVerified: false,
        lockout: { kind: 'ACCOUNT', failedAttempts: 25, lockedUntil: expect.any(String) },
      });
    }
    const nothing = { emailVerified: null, lockout: null };
    expect(await seenBy(aMemberOf(organization.id, 'org:members:read'))).toEqual(nothing);
    expect(await seenBy(aMemberOf((await aMember(app)).organization.id, 'org:members:write'))).toEqual(nothing);
  });
});
