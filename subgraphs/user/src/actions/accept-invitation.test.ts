import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { MemberKind, Membership, MembershipStatus } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { Role } from '../domain/role.entity.js';
import { User, UserStatus } from '../domain/user.entity.js';
import { findRolesOf } from '../queries/load-roles.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';

const ACCEPT = `mutation ($token: String!) { invitationAccept(input: { token: $token }) {
  membership { id kind status title permissions roles { key } organization { id } user { id } invitedBy { id } }
  user { id email memberships { totalCount } }
  userErrors { code field }
} }`;

type Company = Awaited<ReturnType<typeof aCompany>>;
type Member = Company['owner'];

describe('acceptInvitation', () => {
  const facts = fixedFacts();
  const app = testSubgraph(userSubgraph, { facts, config: { MAX_MEMBERS_PER_ORGANIZATION: '4' } });
  const accept = async (by: Member, token: string) => (await app.as(by.identity).execute(ACCEPT, { token })).data.invitationAccept;
  /** Somebody who belongs to another organization, and an invitation to them. */
  const aGuest = async ({ owner }: Company, init: Partial<Parameters<typeof anInvitation>[1]> = {}) => {
    const guest = await aMember(app, { organizationId: randomUUID() });
    return { guest, ...(await anInvitation(app, { by: owner, email: guest.user.email, ...init })) };
  };
  const membershipsIn = ({ organizationId }: Company, userId: string) => app.context().em.find(Membership, { organizationId, userId });
  const stored = ({ id }: { id: string }) => app.context().em.findOneOrFail(Invitation, { id });
  const refused = (code: string, ...field: string[]) => ({
    membership: null,
    user: null,
    userErrors: [{ code, field: field.length > 0 ? field : null }],
  });
  const NOT_FOUND = refused('NOT_FOUND', 'input', 'token');

  it('makes the viewer a member, from wherever they are logged in, and announces both', async () => {
    const company = await aCompany(app);
    const { organizationId, owner } = company;
    await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read', 'org:audit:read'] });
    const { guest, invitation, token } = await aGuest(company, { roleKeys: ['clerk', 'manager'], kind: MemberKind.SUPPLIER });

    const { membership, user, userErrors } = await accept(guest, token);

    const permissions = ['org:audit:read', 'org:members:read', 'org:modules:read', 'org:read'];
    expect(userErrors).toEqual([]);
    expect(membership).toMatchObject({
      kind: 'SUPPLIER',
      status: 'ACTIVE',
      title: null,
      permissions,
      roles: [{ key: 'manager' }, { key: 'clerk' }],
    });
    // The rest of the organization is not to be seen from where the viewer is logged in.
    expect(membership).toMatchObject({ organization: { id: organizationId }, user: { id: guest.user.id }, invitedBy: null });
    expect(user).toEqual({ id: guest.user.id, email: guest.user.email, memberships: { totalCount: 2 } });
    expect(await stored(invitation)).toMatchObject({ status: 'ACCEPTED', acceptedById: guest.user.id, endedAt: expect.any(Date) });
    expect(await membershipsIn(company, guest.user.id)).toMatchObject([{ id: membership.id, invitedById: owner.user.id }]);
    expect(await app.raised()).toMatchObject([
      {
        type: 'membership.created.v1',
        organizationId,
        aggregateId: membership.id,
        payload: { userId: guest.user.id, status: 'ACTIVE', kind: 'SUPPLIER', roleKeys: ['clerk', 'manager'], permissions },
      },
      {
        type: 'invitation.updated.v1',
        organizationId,
        payload: { invitationId: invitation.id, status: 'ACCEPTED', acceptedById: guest.user.id },
      },
    ]);
  });

  it('gives somebody who was removed their membership back, with what the invitation says and nothing of before', async () => {
    const company = await aCompany(app);
    const { organizationId, owner, admin } = company;
    const former = await aMember(app, {
      organizationId,
      roleKeys: ['admin'],
      membership: { status: MembershipStatus.REMOVED, title: 'Chief', joinedAt: new Date(0) },
    });
    const { token } = await anInvitation(app, { by: owner, email: former.user.email, roleKeys: ['employee'], kind: MemberKind.CLIENT });
    const guest = { ...former, identity: { ...former.identity, organizationId: admin.membership.organizationId } };

    const { membership } = await accept(guest, token);

    expect(membership).toMatchObject({
      id: former.membership.id,
      status: 'ACTIVE',
      kind: 'CLIENT',
      title: null,
      roles: [{ key: 'employee' }],
    });
    const [row] = await membershipsIn(company, former.user.id);
    expect(row?.joinedAt.getTime()).toBeGreaterThan(0);
    expect([...(await findRolesOf(app.context().em, [row!])).values()].flat().map(({ key }) => key)).toEqual(['employee']);
    expect(await app.raised()).toMatchObject([
      {
        type: 'membership.updated.v1',
        payload: { status: 'ACTIVE', roleKeys: ['employee'], roleChange: { given: ['employee'], taken: ['admin'] } },
      },
      { type: 'invitation.updated.v1' },
    ]);
  });

  it('finds no invitation that is over, and not that of an organization out of service: all one answer', async () => {
    const company = await aCompany(app);
    const ended = (status: string): Partial<Invitation> => ({ status: status as Invitation['status'], endedAt: new Date() });
    const { guest, token: late } = await aGuest(company, { row: runOut() });
    const { user } = guest;
    const over = [];
    for (const row of [ended('REVOKED'), ended('DECLINED'), ended('EXPIRED'), { ...ended('ACCEPTED'), acceptedById: user.id }])
      over.push((await anInvitation(app, { by: company.owner, email: user.email, row })).token);
    const closed = await aCompany(app);
    const { token: shut } = await anInvitation(app, { by: closed.owner, email: user.email });
    facts.put({ id: closed.organizationId, status: 'SUSPENDED' });

    for (const token of [late, ...over, shut, 'made up', '']) expect([token, await accept(guest, token)]).toEqual([token, NOT_FOUND]);
    expect(await app.raised()).toEqual([]);
    facts.put({ id: closed.organizationId, status: 'ACTIVE' });
    expect((await accept(guest, shut)).userErrors).toEqual([]);
  });

  it('is for whom it was sent to, and for programs least of all', async () => {
    const company = await aCompany(app);
    const { guest, invitation, token } = await aGuest(company);
    const other = await aMember(app, { organizationId: randomUUID(), roleKeys: ['owner'] });
    const unknown = { ...guest, identity: { ...guest.identity, subject: randomUUID() } };

    expect(await accept(other, token)).toEqual(refused('INVITATION_WRONG_RECIPIENT'));
    expect(await accept(company.owner, token)).toEqual(refused('INVITATION_WRONG_RECIPIENT'));
    expect(await accept(unknown, token)).toEqual(refused('NOT_FOUND'));
    expect(await accept({ ...guest, identity: serviceIdentity('auth') }, token)).toEqual(refused('FORBIDDEN'));
    expect(codeOf(await app.execute(ACCEPT, { token }))).toBe('UNAUTHENTICATED');
    expect(await stored(invitation)).toMatchObject({ status: 'PENDING', revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('asks for a confirmed address and a person in good standing', async () => {
    const company = await aCompany(app);
    const { guest, token } = await aGuest(company);
    const become = (status: UserStatus) => app.context().em.nativeUpdate(User, { id: guest.user.id }, { status });

    await become(UserStatus.PENDING_VERIFICATION);
    expect(await accept(guest, token)).toEqual(refused('EMAIL_NOT_VERIFIED'));
    await become(UserStatus.DISABLED);
    expect(await accept(guest, token)).toEqual(refused('FORBIDDEN'));
    await become(UserStatus.ACTIVE);
    expect((await accept(guest, token)).userErrors).toEqual([]);
  });

  it('judges again whether the inviter may: suspended, with smaller roles, or where the role grew', async () => {
    const no = refused('INVITER_NO_LONGER_ALLOWED');
    const arrange = async () => {
      const company = await aCompany(app);
      const role = await aRole(app, company.organizationId, { key: 'clerk', permissions: ['org:read'] });
      const guest = await aMember(app, { organizationId: randomUUID() });
      const { token } = await anInvitation(app, { by: company.admin, email: guest.user.email, roleKeys: ['clerk'] });
      return { ...company, role, guest, token, inviter: company.admin.membership };
    };
    const { em } = app.context();

    const left = await arrange();
    await em.nativeUpdate(Membership, { id: left.inviter.id }, { status: MembershipStatus.SUSPENDED });
    expect(await accept(left.guest, left.token)).toEqual(no);

    const demoted = await arrange();
    const manager = await em.findOneOrFail(Role, { key: 'manager', organizationId: null });
    await em.nativeUpdate(MembershipRole, { membershipId: demoted.inviter.id }, { role: manager });
    expect(await accept(demoted.guest, demoted.token)).toEqual(no);

    const grown = await arrange();
    await em.nativeUpdate(Role, { id: grown.role.id }, { permissions: ['org:read', 'org:billing:write'] });
    expect(await accept(grown.guest, grown.token)).toEqual(no);
    await em.nativeUpdate(Role, { id: grown.role.id }, { permissions: ['org:read', 'org:write'] });
    expect((await accept(grown.guest, grown.token)).membership).toMatchObject({ permissions: ['org:read', 'org:write'] });
  });

  it('does not touch the place of whoever belongs to the organization already', async () => {
    const company = await aCompany(app);
    const { organizationId, owner } = company;
    const asleep = await aMember(app, { organizationId, membership: { status: MembershipStatus.SUSPENDED } });
    const { token } = await anInvitation(app, { by: owner, email: asleep.user.email, roleKeys: ['admin'] });
    const guest = { ...asleep, identity: { ...asleep.identity, organizationId: randomUUID() } };

    expect(await accept(guest, token)).toEqual(refused('ALREADY_MEMBER'));
    expect(await membershipsIn(company, asleep.user.id)).toMatchObject([{ status: 'SUSPENDED', revision: 1 }]);
  });

  it('finds the seat that the invitation has kept, and none where the members became too many', async () => {
    const company = await aCompany(app);
    const [one, two] = [await aGuest(company), await aGuest(company)];

    expect(await accept(one.guest, one.token)).toEqual(refused('LIMIT_EXCEEDED'));
    await app
      .context()
      .em.nativeUpdate(Invitation, { id: two.invitation.id }, { status: 'REVOKED' as Invitation['status'], endedAt: new Date() });
    expect((await accept(one.guest, one.token)).userErrors).toEqual([]);
    expect(await accept(two.guest, two.token)).toEqual(NOT_FOUND);
  });
});
