import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { Session } from '../domain/session.entity.js';
import { aMember, CONFIG, inSession, letAge, PASSWORD } from '../testing/arrange.js';
import { authWithMailbox, mailsTo } from '../testing/mailbox.js';
import { aMemberWithTotp, CHALLENGED } from '../testing/second-factor.js';

const RESET = `mutation ($userId: ID!, $reason: String!) { userMfaReset(userId: $userId, reason: $reason) { ok userErrors { code field } } }`;
const REASON = 'lost the phone, checked by video call';

describe('userMfaReset', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const staff = () => inSession(app, anOperator('platform:users:write'));
  const reset = async (who: Parameters<typeof app.as>[0], userId: string, reason = REASON) =>
    (await app.as(who).execute(RESET, { userId, reason })).data.userMfaReset;
  const kindOfLogin = async (email: string) =>
    (await app.execute(CHALLENGED, { input: { email, password: PASSWORD } })).data.login.outcome.__typename;

  it('lets somebody in again who has lost every factor, ends their sessions and tells them', async () => {
    const { account, sessionId } = await aMemberWithTotp(app);
    expect(await kindOfLogin(account.email)).toBe('MfaChallenge');
    await mailsTo(app, mailbox, account.email);
    mailbox.mails.length = 0;
    await app.raised();

    expect(await reset(await staff(), account.id)).toEqual({ ok: true, userErrors: [] });

    expect((await app.raised()).map(({ type }) => type).toSorted()).toEqual(['auth.mfa.reset.v1', 'auth.session.ended.v1']);
    expect(await app.context().em.findOneOrFail(Session, { id: sessionId })).toMatchObject({ endedReason: 'REVOKED_BY_ADMIN' });
    expect(await kindOfLogin(account.email)).toBe('TokenPair');
    const tables = ['mfa_factor', 'backup_code', 'trusted_device', 'mfa_challenge'];
    for (const table of tables) {
      expect(await app.context().em.execute(`select * from ${table} where user_id = ?`, [account.id])).toEqual([]);
    }
    expect((await mailsTo(app, mailbox, account.email)).map(({ subject }) => subject)).toEqual(['A second factor was removed']);
  });

  it('is for platform staff who have just proved who they are, and for whom there is something to reset', async () => {
    const { account, organization } = await aMemberWithTotp(app);
    const plain = await aMember(app);
    const tired = await staff();
    await letAge(app, tired.sessionId ?? '', 3_601);

    const member = await inSession(app, aMemberOf(organization.id, 'org:members:write', 'org:ownership:write'));
    const { errors } = await app.as(member).execute(RESET, { userId: account.id, reason: REASON });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect((await reset(tired, account.id)).userErrors).toEqual([{ code: 'REAUTHENTICATION_REQUIRED', field: null }]);
    expect((await reset(await staff(), account.id, 'because')).userErrors).toEqual([{ code: 'INVALID', field: ['reason'] }]);
    expect((await reset(await staff(), plain.account.id)).userErrors).toEqual([{ code: 'MFA_NOT_ENROLLED', field: ['userId'] }]);
    for (const id of [randomUUID(), 'nonsense']) {
      expect((await reset(await staff(), id)).userErrors).toEqual([{ code: 'NOT_FOUND', field: ['userId'] }]);
    }
    expect(await kindOfLogin(account.email)).toBe('MfaChallenge');
  });
});
