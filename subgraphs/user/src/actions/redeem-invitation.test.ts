import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { accountCreated } from '@supergraph/schema/events';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { MemberKind, Membership } from '../domain/membership.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember, aPerson, aRole } from '../testing/a-member.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';
import { aDerivedId, asAuth, refusalsOf } from '../testing/registering.js';

const facts = fixedFacts();

describe('the door that auth comes through', () => {
  const app = testSubgraph(userSubgraph, { facts });

  it('is open to our own processes only', async () => {
    const { owner } = await aCompany(app);
    const refused = [true, 'UNAUTHORIZED_FIELD_OR_TYPE'];

    for (const identity of [owner.identity, anOperator('platform:users:read', 'platform:users:write')])
      expect(await refusalsOf(app, identity)).toEqual([refused, refused, refused]);
    expect(await refusalsOf(app)).toEqual(Array(3).fill([true, 'UNAUTHENTICATED']));
  });

  it('tells who has a username, in one statement, and of nobody nothing', async () => {
    const username = `ada.${randomUUID().slice(0, 8)}`;
    const { id } = await aPerson(app, { username, status: UserStatus.DISABLED });
    await aPerson(app, { username: null });

    for (const typed of [username, username.toUpperCase(), ` ${username} `]) expect(await asAuth(app).idOf(typed)).toBe(id);
    for (const typed of ['', ' ', 'nobody', id, `${username}%`]) expect(await asAuth(app).idOf(typed)).toBeNull();
    expect(await app.statementsOf(() => asAuth(app).idOf(username))).toHaveLength(1);
  });
});

describe('findInvitee', () => {
  const app = testSubgraph(userSubgraph, { facts });
  const { look } = asAuth(app);

  it('tells of an open invitation, in two statements, and whether somebody has the address', async () => {
    const { organizationId, owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner });
    const told = { invitationId: invitation.id, organizationId, email: invitation.email };

    expect(await look(token)).toEqual({ ...told, hasAccount: false });
    expect(await app.statementsOf(() => look(token))).toHaveLength(2);
    const { id } = await aPerson(app, { email: invitation.email });
    expect(await look(token)).toEqual({ ...told, hasAccount: true });
    expect(await look(token, id)).toEqual({ ...told, hasAccount: false });
  });

  it('tells nothing of one that is over, but to exactly who accepted it; nothing of an organization out of service', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const ended = { endedAt: new Date() };
    const over = [
      runOut(),
      { status: InvitationStatus.REVOKED, ...ended },
      { status: InvitationStatus.DECLINED, ...ended },
      { status: InvitationStatus.ACCEPTED, acceptedById: employee.user.id, ...ended },
    ];
    const tokens = await Promise.all(over.map(async (row) => (await anInvitation(app, { by: owner, row })).token));

    for (const token of [...tokens, 'made up', '']) expect(await look(token)).toBeNull();
    expect(await look(tokens.at(-1) as string, employee.user.id)).toMatchObject({ organizationId });
    expect(await look(tokens.at(-1) as string, 'not an id')).toBeNull();
    const { token } = await anInvitation(app, { by: owner });
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect(await look(token)).toBeNull();
  });
});

describe('redeemInvitation', () => {
  const app = testSubgraph(userSubgraph, { facts, config: { MAX_MEMBERS_PER_ORGANIZATION: '4' } });
  const { redeem } = asAuth(app);
  const refused = (code: string, ...field: string[]) => ({
    membership: null,
    userErrors: [{ code, field: field.length > 0 ? ['input', ...field] : null }],
  });
  const personOf = (id: string) => app.context().em.findOne(User, { id });
  const stored = ({ id }: Invitation) => app.context().em.findOneOrFail(Invitation, { id });

  it('makes a person and a member of who was invited, and announces both with the invitation', async () => {
    const { organizationId, owner } = await aCompany(app);
    await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read', 'org:audit:read'] });
    const { invitation, token } = await anInvitation(app, { by: owner, roleKeys: ['clerk', 'manager'], kind: MemberKind.PARTNER });
    const userId = aDerivedId();
    const names = { firstName: 'Grace', lastName: 'Hopper', username: `Grace.${organizationId.slice(0, 8)}` };

    const { membership, userErrors } = await redeem({ token, userId, ...names });

    const permissions = ['org:audit:read', 'org:members:read', 'org:modules:read', 'org:read'];
    const told = { organizationId, userId, status: 'ACTIVE', kind: 'PARTNER', roleKeys: ['clerk', 'manager'], permissions };
    expect(userErrors).toEqual([]);
    expect(membership).toEqual({ membershipId: expect.any(String), ...told });
    expect(await personOf(userId)).toMatchObject({
      ...names,
      username: names.username.toLowerCase(),
      email: invitation.email,
      displayName: 'Grace Hopper',
      status: 'ACTIVE',
      isPlatformAdmin: false,
    });
    expect(await app.context().em.find(Membership, { userId })).toMatchObject([
      { id: membership.membershipId, invitedById: owner.user.id },
    ]);
    expect(await stored(invitation)).toMatchObject({ status: 'ACCEPTED', acceptedById: userId });
    expect(await app.raised()).toEqual([
      expect.objectContaining({ type: 'user.created.v1', organizationId: null, payload: { userId, displayName: 'Grace Hopper' } }),
      expect.objectContaining({ type: 'membership.created.v1', organizationId, payload: membership }),
      expect.objectContaining({
        type: 'invitation.updated.v1',
        organizationId,
        payload: expect.objectContaining({ status: 'ACCEPTED', acceptedById: userId }),
      }),
    ]);
  });

  it('is answered the same again, and does nothing: a repeat, ten at once, the account’s own event', async () => {
    const { owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner });
    const userId = aDerivedId();

    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem({ token, userId })));
    const account = { userId, email: invitation.email, displayName: 'Another', organizationId: null, isPlatformAdmin: false };
    await app.deliver(accountCreated, account);

    expect(answers[0].userErrors).toEqual([]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await redeem({ token, userId, displayName: 'Another' })).toEqual(answers[0]);
    expect(await personOf(userId)).toMatchObject({ displayName: 'Grace Hopper', revision: 1 });
    expect((await app.raised()).map(({ type }) => type)).toEqual(['user.created.v1', 'membership.created.v1', 'invitation.updated.v1']);
    expect(await redeem({ token })).toEqual(refused('NOT_FOUND', 'token'));
  });

  it('takes a fixed number of statements', async () => {
    const { owner } = await aCompany(app);
    const { token } = await anInvitation(app, { by: owner });
    const userId = aDerivedId();

    const first = await app.statementsOf(() => redeem({ token, userId }));
    const again = await app.statementsOf(() => redeem({ token, userId }));

    expect([first.length, again.length]).toEqual([17, 8]);
  });

  it('finds nothing by a token of no open invitation, or of an organization out of service', async () => {
    const { organizationId, owner } = await aCompany(app);
    const late = await anInvitation(app, { by: owner, row: runOut() });
    const gone = await anInvitation(app, { by: owner, row: { status: InvitationStatus.REVOKED, endedAt: new Date() } });
    const open = await anInvitation(app, { by: owner });

    for (const token of [late.token, gone.token, open.invitation.id, open.invitation.tokenHash, 'made up', ''])
      expect(await redeem({ token })).toEqual(refused('NOT_FOUND', 'token'));
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect(await redeem({ token: open.token })).toEqual(refused('NOT_FOUND', 'token'));
    expect(await app.raised()).toEqual([]);
  });

  it('does not see the invitations of others where it is asked for one organization', async () => {
    const { token } = await anInvitation(app, { by: (await aCompany(app)).owner });
    const { data } = await app
      .as(serviceIdentity('auth', randomUUID()))
      .execute('query ($token: String!, $id: ID!) { invitationForRegistration(token: $token, userId: $id) { email } }', {
        token,
        id: aDerivedId(),
      });

    expect(data).toEqual({ invitationForRegistration: null });
  });

  it('refuses an address and a username that are somebody else’s, and changes nothing', async () => {
    const { owner } = await aCompany(app);
    const { invitation, token } = await anInvitation(app, { by: owner });
    const username = `taken-${randomUUID().slice(0, 8)}`;
    await aPerson(app, { username });
    const userId = aDerivedId();

    expect(await redeem({ token, userId, username })).toEqual(refused('USERNAME_TAKEN', 'username'));
    expect(await redeem({ token, userId, username: 'no good' })).toEqual(refused('INVALID', 'username'));
    expect(await redeem({ token, userId, displayName: 'Gr\u0000ce' })).toEqual(refused('INVALID', 'displayName'));
    expect(await redeem({ token, userId: 'nobody' })).toEqual(refused('INVALID', 'userId'));
    await aPerson(app, { email: invitation.email });
    expect(await redeem({ token, userId })).toEqual(refused('EMAIL_TAKEN', 'token'));
    const { id: another } = await aPerson(app);
    expect(await redeem({ token, userId: another })).toEqual(refused('INVITATION_WRONG_RECIPIENT', 'token'));
    expect(await personOf(userId)).toBeNull();
    expect(await stored(invitation)).toMatchObject({ status: 'PENDING', revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('lets one of two have a name, or an address, that both ask for at once', async () => {
    const username = `both-${randomUUID().slice(0, 8)}`;
    const invite = async (email?: string) => anInvitation(app, { by: (await aCompany(app)).owner, ...(email ? { email } : {}) });
    const [one, other] = [await invite(), await invite()];
    const byName = await Promise.all([one, other].map(({ token }) => redeem({ token, username })));
    const email = `both-${randomUUID()}@example.com`;
    const [first, second] = [await invite(email), await invite(email)];
    const byAddress = await Promise.all([first, second].map(({ token }) => redeem({ token })));
    const codes = (answers: { userErrors: { code: string }[] }[]) =>
      answers.map(({ userErrors }) => userErrors[0]?.code ?? 'done').toSorted();

    expect(codes(byName)).toEqual(['USERNAME_TAKEN', 'done']);
    expect(codes(byAddress)).toEqual(['EMAIL_TAKEN', 'done']);
  });

  it('judges again what made the invitation right: who invited, that they are not locked out, and the room', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    const { token } = await anInvitation(app, { by: admin });
    await app.context().em.nativeUpdate(Membership, { id: admin.membership.id }, { status: 'SUSPENDED' as never });
    expect(await redeem({ token })).toEqual(refused('INVITER_NO_LONGER_ALLOWED'));
    await app.context().em.nativeUpdate(Membership, { id: admin.membership.id }, { status: 'ACTIVE' as never });
    await app.context().em.nativeUpdate(User, { id: admin.user.id }, { status: UserStatus.DISABLED });
    expect(await redeem({ token })).toEqual(refused('INVITER_NO_LONGER_ALLOWED'));
    await app.context().em.nativeUpdate(User, { id: admin.user.id }, { status: UserStatus.ACTIVE });

    // Three members and the seat that was kept: exactly as many as there may be.
    await aMember(app, { organizationId });
    expect(await redeem({ token })).toEqual(refused('LIMIT_EXCEEDED'));
    await app.context().em.nativeUpdate(Membership, { id: owner.membership.id }, { status: 'REMOVED' as never });
    expect((await redeem({ token })).userErrors).toEqual([]);
  });
});
