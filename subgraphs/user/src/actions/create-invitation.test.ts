import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { hashToken } from '../domain/invitation-token.js';
import { MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { anInvitation, runOut, tokenOf } from '../testing/an-invitation.js';
import { anAddress, inviting, refused } from '../testing/inviting.js';

const HOUR = 3_600_000;

describe('createInvitation', () => {
  const facts = fixedFacts();
  const app = testSubgraph(userSubgraph, { facts, config: { MAX_INVITATIONS_PER_ORGANIZATION: '3' } });
  const create = inviting(app);
  const stored = (organizationId: string) => app.context().em.find(Invitation, { organizationId }, { orderBy: { id: 'asc' } });

  it('invites somebody, and announces it without the token', async () => {
    const { organizationId, admin } = await aCompany(app);
    await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read'] });
    facts.put({ id: organizationId, modules: { crm: { reason: null }, hr: { reason: 'DISABLED' } } });
    const before = Date.now();

    const { invitation, userErrors } = await create(admin, {
      email: ' Ada.Lovelace@Example.COM ',
      roleKeys: ['clerk', 'manager', 'clerk'],
      kind: 'PARTNER',
      moduleKeys: ['hr', 'crm', 'hr'],
      expiresInHours: 1,
      metadata: { desk: 7, notes: ['window'] },
    });

    expect(userErrors).toEqual([]);
    expect(invitation).toEqual({
      id: expect.any(String),
      email: 'ada.lovelace@example.com',
      kind: 'PARTNER',
      status: 'PENDING',
      roles: expect.arrayContaining([{ key: 'clerk' }, { key: 'manager' }]),
      organization: { id: organizationId },
      invitedBy: { id: admin.user.id },
      acceptedBy: null,
      expiresAt: expect.any(String),
      acceptedAt: null,
      declinedAt: null,
      revokedAt: null,
      lastSentAt: expect.any(String),
      sendCount: 1,
      moduleKeys: ['crm', 'hr'],
      metadata: { desk: 7, notes: ['window'] },
    });
    expect(invitation.roles).toHaveLength(2);
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.lastSentAt)).toBe(HOUR);
    expect(Date.parse(invitation.lastSentAt)).toBeGreaterThanOrEqual(before);
    const raised = await app.raised();
    expect(raised).toMatchObject([
      {
        type: 'user.invited.v1',
        organizationId,
        aggregateId: invitation.id,
        payload: {
          invitationId: invitation.id,
          email: 'ada.lovelace@example.com',
          status: 'PENDING',
          kind: 'PARTNER',
          roleKeys: ['clerk', 'manager'],
          invitedById: admin.user.id,
          acceptedById: null,
          expiresAt: invitation.expiresAt,
          sendCount: 1,
        },
      },
    ]);
    const token = tokenOf(app, invitation.id);
    const [row] = await stored(organizationId);
    expect(row?.tokenHash).toBe(hashToken(token));
    expect(JSON.stringify([raised, row])).not.toContain(token);
    expect(JSON.stringify(raised)).not.toContain(hashToken(token));
  });

  it('takes as many statements among many invitations as alone', async () => {
    const { owner } = await aCompany(app);
    const first = await app.statementsOf(() => create(owner));
    await anInvitation(app, { by: owner });

    const third = await app.statementsOf(() => create(owner, { roleKeys: ['employee', 'manager', 'admin'] }));

    expect(third).toHaveLength(first.length);
    // Begin, lock, roles, the inviter and their roles, members, the address, its mails, room, the row, its event, commit, who invited.
    expect(first).toHaveLength(14);
  });

  it('lasts a week and is for an employee, where nothing else is said', async () => {
    const { owner } = await aCompany(app);

    const { invitation } = await create(owner);

    expect(invitation).toMatchObject({ kind: 'EMPLOYEE', moduleKeys: [], metadata: null });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.lastSentAt)).toBe(168 * HOUR);
  });

  it.each([
    [{ email: 'nobody' }, 'INVALID', 'email'],
    [{ email: `${'x'.repeat(250)}@example.com` }, 'INVALID', 'email'],
    [{ roleKeys: [] }, 'INVALID', 'roleKeys'],
    [{ roleKeys: Array.from({ length: 21 }, (_, n) => `r${n}`) }, 'INVALID', 'roleKeys'],
    [{ roleKeys: ['employee', 'emperor'] }, 'ROLE_UNKNOWN', 'roleKeys'],
    [{ expiresInHours: 0 }, 'INVALID', 'expiresInHours'],
    [{ expiresInHours: -1 }, 'INVALID', 'expiresInHours'],
    [{ expiresInHours: 721 }, 'INVALID', 'expiresInHours'],
    [{ metadata: { text: 'x'.repeat(4_090) } }, 'INVALID', 'metadata'],
    [{ metadata: ['no object'] }, 'INVALID', 'metadata'],
    [{ moduleKeys: ['alchemy'] }, 'INVALID', 'moduleKeys'],
    [{ moduleKeys: ['constructor'] }, 'INVALID', 'moduleKeys'],
  ])('refuses %j as %s and changes nothing', async (input, code, field) => {
    const { organizationId, owner } = await aCompany(app);

    expect(await create(owner, input)).toEqual(refused(code, field));
    expect([await stored(organizationId), await app.raised()]).toEqual([[], []]);
  });

  it('tells of every problem at once', async () => {
    const { owner } = await aCompany(app);

    const { userErrors } = await create(owner, { email: '', roleKeys: [], expiresInHours: 9_999 });

    expect(userErrors.map(({ field }: { field: string[] }) => field[1])).toEqual(['email', 'roleKeys', 'expiresInHours']);
  });

  it("does not know another organization's roles", async () => {
    const { owner } = await aCompany(app);
    await aRole(app, randomUUID(), { key: 'theirs', permissions: ['org:read'] });

    expect(await create(owner, { roleKeys: ['theirs'] })).toEqual(refused('ROLE_UNKNOWN', 'roleKeys'));
  });

  it('does not invite whoever belongs to the organization, but whoever did or belongs elsewhere', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const asleep = await aMember(app, { organizationId, membership: { status: MembershipStatus.SUSPENDED } });
    const former = await aMember(app, { organizationId, membership: { status: MembershipStatus.REMOVED } });
    const elsewhere = await aMember(app, { organizationId: randomUUID() });

    for (const { user } of [employee, owner, asleep])
      expect(await create(owner, { email: user.email.toUpperCase() })).toEqual(refused('ALREADY_MEMBER', 'email'));
    for (const { user } of [former, elsewhere]) expect((await create(owner, { email: user.email })).userErrors).toEqual([]);
  });

  it('keeps one open invitation to an address, unless it is to be replaced', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    const email = anAddress();
    const first = await create(admin, { email });
    await app.raised();

    expect(await create(owner, { email: email.toUpperCase() })).toEqual(refused('ALREADY_INVITED', 'email'));
    expect([(await stored(organizationId)).length, await app.raised()]).toEqual([1, []]);
    const second = await create(owner, { email, roleKeys: ['manager'], replacePending: true });

    expect(second).toMatchObject({ invitation: { status: 'PENDING', roles: [{ key: 'manager' }] }, userErrors: [] });
    expect((await stored(organizationId)).map(({ id, status }) => [id, status])).toEqual([
      [first.invitation.id, 'REVOKED'],
      [second.invitation.id, 'PENDING'],
    ]);
    expect((await app.raised()).map(({ type, aggregateId, payload }) => [type, aggregateId, payload.status])).toEqual([
      ['invitation.updated.v1', first.invitation.id, 'REVOKED'],
      ['user.invited.v1', second.invitation.id, 'PENDING'],
    ]);
  });

  it('invites again whose invitation has run out, and notes that it has', async () => {
    const { organizationId, owner } = await aCompany(app);
    const { invitation: old } = await anInvitation(app, { by: owner, row: runOut() });
    await app.raised();

    const { invitation } = await create(owner, { email: old.email });

    expect((await stored(organizationId)).map(({ id, status }) => [id, status])).toEqual([
      [old.id, 'EXPIRED'],
      [invitation.id, 'PENDING'],
    ]);
    expect((await app.raised()).map(({ payload }) => payload.status)).toEqual(['EXPIRED', 'PENDING']);
  });

  it('makes one of many invitations to one address at once, and takes one of the last rooms for each', async () => {
    const { organizationId, owner, admin } = await aCompany(app);
    const email = anAddress();

    const same = await Promise.all([owner, admin, owner, admin].map((by) => create(by, { email })));
    expect(same.filter(({ invitation }) => invitation)).toHaveLength(1);
    expect(same.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code))).toEqual(
      Array(3).fill('ALREADY_INVITED'),
    );

    const others = await Promise.all(Array.from({ length: 4 }, () => create(owner)));
    expect(others.filter(({ invitation }) => invitation)).toHaveLength(2);
    expect(await stored(organizationId)).toHaveLength(3);
  });
});
