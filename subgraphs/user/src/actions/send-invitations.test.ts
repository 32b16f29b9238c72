import { describe, expect, it } from '@jest/globals';
import { MailErrors } from '@supergraph/kernel/mail';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import type { UserContext } from '../context.js';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { aCompany } from '../testing/a-company.js';
import { aMember } from '../testing/a-member.js';
import { anInvitation, runOut, unmailed } from '../testing/an-invitation.js';
import { inviting } from '../testing/inviting.js';
import { sendDue, userWithMailbox } from '../testing/mailbox.js';
import { sendInvitations } from './send-invitations.js';

const BULK = `mutation ($inputs: [InvitationCreateInput!]!) { invitationBulkCreate(inputs: $inputs) { results { userErrors { code } } } }`;
const byId = (field: string) => `mutation ($id: ID!) { ${field}(id: $id) { userErrors { code } } }`;

describe('sendInvitations', () => {
  const { subgraph, mailbox, tenant, call } = userWithMailbox();
  const facts = fixedFacts();
  const app = testSubgraph(subgraph, { facts, call, config: { APP_URL: 'https://acme.example/' } });
  const create = inviting(app);
  const em = () => app.context().em;
  const stored = (id: string) => em().findOneOrFail(Invitation, { id });
  const hurry = () => em().nativeUpdate(Invitation, { mailDueAt: { $ne: null } }, { mailDueAt: new Date(0) });
  const anUnmailed = async (row: Partial<Invitation> = {}) =>
    anInvitation(app, { by: (await aCompany(app)).owner, row: { ...unmailed(), ...row } });
  const failing = async (refusal: Error, work: () => Promise<unknown>) => {
    mailbox.refusal = refusal;
    await work();
    mailbox.refusal = null;
  };

  it('mails whoever was invited, one by one or with others, once, with a token that opens the invitation', async () => {
    const { organizationId } = await aCompany(app);
    const owner = await aMember(app, { organizationId, roleKeys: ['owner'], profile: { displayName: 'Ada L.' } });
    const { invitation } = await create(owner);
    const others = ['one@example.com', 'two@example.com'].map((email) => ({ organizationId, email, roleKeys: ['employee'] }));
    await app.as(owner.identity).execute(BULK, { inputs: others });

    await sendDue(app);
    await hurry();
    await sendDue(app);

    const [mail, ...more] = mailbox.to(invitation.email);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Ada L. invites you to Acme Ltd');
    for (const text of [mail?.text, mail?.html]) expect(text).toMatch(/https:\/\/acme\.example\/invitation#token=[\w-]{43}[\n"]/);
    const [, token] = /#token=([\w-]{43})/.exec(mail?.text ?? '') ?? [];
    const { data } = await app.execute('query ($token: String!) { invitationByToken(token: $token) { email } }', { token });
    expect(data).toEqual({ invitationByToken: { email: invitation.email } });
    for (const { email } of others) expect(mailbox.to(email)).toHaveLength(1);
    expect(await stored(invitation.id)).toMatchObject({ mailedCount: 1, mailAttempts: 1 });
  });

  it('mails again what is sent again, and nothing that was mailed before', async () => {
    const { owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner });
    await sendDue(app);
    expect(mailbox.to(invitation.email)).toEqual([]);

    await app.as(owner.identity).execute(byId('invitationResend'), { id: invitation.id });
    await sendDue(app);

    expect(mailbox.to(invitation.email)).toMatchObject([{ subject: 'Reminder: Somebody invites you to Acme Ltd' }]);
    expect(mailbox.to(invitation.email)[0]?.text).toContain(`#token=${token}\n`);
    expect(await stored(invitation.id)).toMatchObject({ sendCount: 2, mailedCount: 2 });
  });

  it('mails nothing that is not open or not owed any more, whether that came before its turn or within it', async () => {
    const over = [runOut(), ...[InvitationStatus.REVOKED, InvitationStatus.DECLINED].map((status) => ({ status, endedAt: new Date() }))];
    const ended = await Promise.all(over.map(anUnmailed));
    const anyOf = async (changes: Partial<Invitation>) => {
      const two = (await Promise.all([anUnmailed(), anUnmailed()])).map(({ invitation }) => invitation);
      mailbox.before = ({ to }) => em().nativeUpdate(Invitation, { id: { $in: two.map(({ id }) => id) }, email: { $ne: to } }, changes);
      await sendDue(app);
      mailbox.before = async () => {};
      return two.flatMap(({ email }) => mailbox.to(email));
    };

    expect(await anyOf({ status: InvitationStatus.REVOKED, endedAt: new Date() })).toHaveLength(1);
    // By another replica, which has claimed it since.
    expect(await anyOf({ mailedCount: 1 })).toHaveLength(1);
    for (const { invitation } of ended) expect(mailbox.to(invitation.email)).toEqual([]);
  });

  it('still owes the mail that was asked for while another one went out', async () => {
    const { owner } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner, row: unmailed() });
    mailbox.before = () => app.as(owner.identity).execute(byId('invitationResend'), { id: invitation.id });
    await sendDue(app);
    mailbox.before = async () => {};
    expect(await stored(invitation.id)).toMatchObject({ sendCount: 2, mailedCount: 1, mailAttempts: 0 });

    await sendDue(app);

    expect(mailbox.to(invitation.email).map(({ subject }) => subject.startsWith('Reminder'))).toEqual([false, true]);
  });

  it('waits where the mail is not taken, or tenant does not answer, or the organization is out of service', async () => {
    const { invitation } = await anUnmailed();
    await failing(MailErrors.MAIL_UNAVAILABLE(), () => sendDue(app));
    const waiting = await stored(invitation.id);
    expect(waiting).toMatchObject({ mailedCount: 0, mailAttempts: 1, revision: 1 });
    expect(waiting.mailDueAt?.getTime()).toBeGreaterThan(Date.now());
    await sendDue(app);
    expect(mailbox.to(invitation.email)).toEqual([]);

    const known = tenant.answer;
    tenant.answer = { errors: [{ message: 'away' }] };
    await hurry();
    await sendDue(app);
    tenant.answer = known;
    facts.put({ id: invitation.organizationId, status: 'SUSPENDED' });
    await hurry();
    await sendDue(app);
    expect([await stored(invitation.id), mailbox.to(invitation.email)]).toMatchObject([{ mailedCount: 0, mailAttempts: 3 }, []]);

    facts.put({ id: invitation.organizationId, status: 'ACTIVE' });
    await hurry();
    await sendDue(app);
    expect(mailbox.to(invitation.email)).toHaveLength(1);
  });

  it('is given up after thirty attempts, and at once where it will never be taken; to send it again begins anew', async () => {
    const [late, refused] = [await anUnmailed({ mailAttempts: 29 }), await anUnmailed()];
    await em().nativeUpdate(Invitation, { id: refused.invitation.id }, { mailDueAt: new Date(Date.now() + 60_000) });
    await failing(new Error('the server is away'), () => sendDue(app));
    await em().nativeUpdate(Invitation, { id: refused.invitation.id }, { mailDueAt: new Date(0) });
    await failing(MailErrors.MAIL_REFUSED('no address'), () => sendDue(app));
    await hurry();
    await sendDue(app);

    for (const { invitation } of [late, refused]) {
      expect(mailbox.to(invitation.email)).toEqual([]);
      expect(await stored(invitation.id)).toMatchObject({ status: 'PENDING', mailedCount: 0, mailDueAt: null });
    }
    const { organizationId } = late.invitation;
    const owner = await aMember(app, { organizationId, roleKeys: ['owner'] });
    await app.as(owner.identity).execute(byId('invitationResend'), { id: late.invitation.id });
    await sendDue(app);
    expect(mailbox.to(late.invitation.email)).toHaveLength(1);
  });

  it('mails each once, where replicas send at once', async () => {
    const { owner } = await aCompany(app);
    const invitations = await Promise.all(Array.from({ length: 30 }, () => anInvitation(app, { by: owner, row: unmailed() })));

    await Promise.all(Array.from({ length: 6 }, () => sendDue(app)));

    for (const { invitation } of invitations) expect(mailbox.to(invitation.email)).toHaveLength(1);
  });

  it('passes by what another replica is about to claim', async () => {
    const [held, free] = [await anUnmailed({ mailDueAt: new Date(0) }), await anUnmailed({ mailDueAt: new Date(1) })];
    const other = em();
    await other.begin();
    await other.execute('select 1 from invitation where id = ? for update', [held.invitation.id]);
    await sendDue(app);
    await other.rollback();

    expect([mailbox.to(held.invitation.email), mailbox.to(free.invitation.email)].map(({ length }) => length)).toEqual([0, 1]);
    await sendDue(app);
    expect(mailbox.to(held.invitation.email)).toHaveLength(1);
  });

  it('has a token that works where the secret behind tokens was changed since', async () => {
    const { invitation } = await anUnmailed({ tokenHash: 'of another secret' });
    await sendDue(app);

    const [, token = ''] = /#token=([\w-]{43})/.exec(mailbox.to(invitation.email)[0]?.text ?? '') ?? [];
    const { data } = await app.execute('query ($token: String!) { invitationByToken(token: $token) { email } }', { token });
    expect(data).toEqual({ invitationByToken: { email: invitation.email } });
  });

  it('takes one statement where nothing waits, and three more for each mail', async () => {
    const send = () => sendInvitations(app.context<UserContext>());
    await send();
    expect(await app.statementsOf(send)).toHaveLength(1);
    await anUnmailed();
    await anUnmailed();
    expect(await app.statementsOf(send)).toHaveLength(7);
  });
});
