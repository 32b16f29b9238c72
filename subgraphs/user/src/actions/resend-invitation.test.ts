import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { hashToken } from '../domain/invitation-token.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aRole } from '../testing/a-member.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';

const change = (field: string) =>
  `mutation ($id: ID!) { ${field}(id: $id) { invitation { id status sendCount invitedBy { id } revokedAt } userErrors { code field } } }`;

type Member = Awaited<ReturnType<typeof aCompany>>['owner'];

const MINUTE = 60_000;
const anHourAgo = (): Partial<Invitation> => ({
  lastSentAt: new Date(Date.now() - 90 * MINUTE),
  expiresAt: new Date(Date.now() + 30 * MINUTE),
});
const ended = (status: string): Partial<Invitation> => ({ status: status as Invitation['status'], endedAt: new Date() });

describe.each(['invitationResend', 'invitationRevoke'])('%s', (field) => {
  const app = testSubgraph(userSubgraph);
  const ask = async (by: Member, id: string) => (await app.as(by.identity).execute(change(field), { id })).data[field];
  const stored = ({ id }: { id: string }) => app.context().em.findOneOrFail(Invitation, { id });
  const refused = (code: string, at: string[] | null = null) => ({ invitation: null, userErrors: [{ code, field: at }] });

  it('does not find the invitation of another organization, as if it were not there', async () => {
    const { owner } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: (await aCompany(app)).owner });

    for (const id of [invitation.id, randomUUID(), 'not an id']) expect(await ask(owner, id)).toEqual(refused('NOT_FOUND', ['id']));
    expect(await stored(invitation)).toMatchObject({ status: 'PENDING', sendCount: 1, revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('is for open invitations only', async () => {
    const { owner, employee } = await aCompany(app);

    for (const status of ['DECLINED', 'REVOKED', 'ACCEPTED']) {
      const acceptedById = status === 'ACCEPTED' ? employee.user.id : null;
      const { invitation } = await anInvitation(app, { by: owner, row: { ...ended(status), acceptedById } });
      expect(await ask(owner, invitation.id)).toEqual(refused('INVITATION_NOT_PENDING'));
      expect((await stored(invitation)).status).toBe(status);
    }
    for (const row of [runOut(), { ...runOut(), ...ended('EXPIRED') }]) {
      const { invitation } = await anInvitation(app, { by: owner, row });
      expect(await ask(owner, invitation.id)).toEqual(refused('INVITATION_EXPIRED'));
    }
    expect(await app.raised()).toEqual([]);
  });

  it('needs org:members:write', async () => {
    const { owner, employee } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner });
    const asked = (by: Member) => app.as(by.identity).execute(change(field), { id: invitation.id });

    expect(codeOf(await asked(employee))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(codeOf(await app.execute(change(field), { id: invitation.id }))).toBe('UNAUTHENTICATED');
    expect((await stored(invitation)).revision).toBe(1);
  });
});

describe('resendInvitation', () => {
  const app = testSubgraph(userSubgraph, { config: { INVITATION_MAILS_PER_HOUR: '2' } });
  const resend = async (by: Member, id: string) =>
    (await app.as(by.identity).execute(change('invitationResend'), { id })).data.invitationResend;
  const stored = (id: string) => app.context().em.findOneOrFail(Invitation, { id });

  it('keeps the token, gives as much time as at first, and announces that a mail is to go out again', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner, row: anHourAgo() });
    const lifetime = invitation.expiresAt.getTime() - invitation.lastSentAt.getTime();
    const before = Date.now();

    expect(await resend(admin, invitation.id)).toEqual({
      invitation: { id: invitation.id, status: 'PENDING', sendCount: 2, invitedBy: { id: admin.user.id }, revokedAt: null },
      userErrors: [],
    });

    const row = await stored(invitation.id);
    expect(row.tokenHash).toBe(hashToken(token));
    expect(row.lastSentAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(row.expiresAt.getTime() - row.lastSentAt.getTime()).toBe(lifetime);
    const raised = await app.raised();
    expect(raised).toMatchObject([
      {
        type: 'user.invited.v1',
        organizationId,
        payload: { invitationId: invitation.id, sendCount: 2, expiresAt: row.expiresAt.toISOString() },
      },
    ]);
    expect(JSON.stringify(raised)).not.toContain(token);
  });

  it('gives the token of today where the secret has changed since the first mail', async () => {
    const { owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner, row: { ...anHourAgo(), tokenHash: hashToken('of yesterday') } });

    await resend(owner, invitation.id);

    expect((await stored(invitation.id)).tokenHash).toBe(hashToken(token));
  });

  it('lets nobody answer for roles beyond their own', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    await aRole(app, organizationId, { key: 'payer', permissions: ['org:billing:write'] });

    for (const key of ['payer', 'owner']) {
      const { invitation } = await anInvitation(app, { by: owner, roleKeys: [key], row: anHourAgo() });
      expect((await resend(admin, invitation.id)).userErrors).toEqual([{ code: 'ROLE_EXCEEDS_OWN', field: ['id'] }]);
      expect((await stored(invitation.id)).invitedById).toBe(owner.user.id);
      expect((await resend(owner, invitation.id)).userErrors).toEqual([]);
    }
  });

  it('does not fill a mailbox', async () => {
    const { owner } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner });

    expect((await resend(owner, invitation.id)).userErrors).toEqual([]);
    expect((await resend(owner, invitation.id)).userErrors).toEqual([{ code: 'LIMIT_EXCEEDED', field: null }]);
    expect((await stored(invitation.id)).sendCount).toBe(2);
  });
});

describe('revokeInvitation', () => {
  const app = testSubgraph(userSubgraph);
  const revoke = async (by: Member, id: string) =>
    (await app.as(by.identity).execute(change('invitationRevoke'), { id })).data.invitationRevoke;

  it('takes an open invitation back, whoever made it, and announces that', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner, roleKeys: ['owner'] });

    expect(await revoke(admin, invitation.id)).toMatchObject({
      invitation: { status: 'REVOKED', revokedAt: expect.any(String) },
      userErrors: [],
    });

    expect(await app.raised()).toMatchObject([
      { type: 'invitation.updated.v1', organizationId, aggregateId: invitation.id, payload: { status: 'REVOKED', roleKeys: ['owner'] } },
    ]);
  });

  it('is done by one of many who ask at once', async () => {
    const { owner, admin } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner });

    const answers = await Promise.all([owner, admin, owner, admin].map((by) => revoke(by, invitation.id)));

    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
    expect(codes).toEqual(Array(3).fill('INVITATION_NOT_PENDING'));
    expect(await app.raised()).toHaveLength(1);
  });
});
