import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { FactChange, FactsFeed, MemberFact } from '@supergraph/kernel/tenancy';
import { testSubgraph } from '@supergraph/kernel/testing';
import { tenantReleased } from '@supergraph/schema/events';
import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { Role } from '../domain/role.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { anInvitation } from '../testing/an-invitation.js';
import { facts } from './member-facts.js';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const byUser = (one: MemberFact, other: MemberFact) => one.userId.localeCompare(other.userId);

describe('the facts of user', () => {
  const app = testSubgraph(userSubgraph);
  const feed = () => app.running().facts as FactsFeed;
  const changedSince = async (since: Date) => (await feed().ask({ since: since.toISOString() })).changedMembers;
  const change = (id: string, updatedAt: Date, more: Partial<Membership> = {}) =>
    app.context().em.nativeUpdate(Membership, { id }, { ...more, updatedAt });
  /** Everybody and everything changed long ago. */
  const settle = async () => {
    const { em } = app.context();
    await em.nativeUpdate(Membership, {}, { updatedAt: ago(9_000) });
    await em.nativeUpdate(Role, { organizationId: { $ne: null } }, { updatedAt: ago(9_000) });
  };
  const heardWhile = async (work: () => Promise<unknown>, count: number) => {
    let { position } = await feed().changes({ after: null, wait: 0 });
    await work();
    const heard: FactChange[] = [];
    while (heard.length < count) {
      const answer = await feed().changes({ after: position, wait: 1_000 });
      heard.push(...answer.changes);
      position = answer.position;
    }
    return heard;
  };

  it('name the memberships of every organization that changed since a moment, each as it is now, in one statement', async () => {
    const [one, other] = [await aCompany(app), await aCompany(app)];
    await settle();
    const [early, late] = [ago(60), ago(10)];
    await change(one.admin.membership.id, early);
    await change(other.employee.membership.id, late, { status: MembershipStatus.SUSPENDED });

    const suspended = {
      organizationId: other.organizationId,
      userId: other.employee.user.id,
      isActive: false,
      permissions: ['org:members:read', 'org:modules:read', 'org:read'],
      changedAt: late.getTime(),
    };
    const changed = {
      organizationId: one.organizationId,
      userId: one.admin.user.id,
      isActive: true,
      permissions: [...one.admin.identity.scopes].sort(),
      changedAt: early.getTime(),
    };
    expect(await changedSince(ago(0))).toEqual([]);
    expect(await changedSince(ago(30))).toEqual([suspended]);
    expect((await changedSince(ago(90))).sort(byUser)).toEqual([suspended, changed].sort(byUser));
    expect((await feed().ask({ since: ago(30).toISOString() })).provides).toEqual(['changedMembers']);
    const context = app.context<UserContext>();
    expect(await app.statementsOf(async () => facts.changedMembers?.(context, ago(90)))).toHaveLength(1);
  });

  it('name those who hold a role that allows something else than before', async () => {
    const { organizationId, employee } = await aCompany(app);
    const role = await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read'] });
    const clerk = await aMember(app, { organizationId, roleKeys: ['clerk', 'manager'] });
    await aMember(app, { organizationId, roleKeys: [] });
    await settle();
    const late = ago(10);

    await app.context().em.nativeUpdate(Role, { id: role.id }, { permissions: ['org:audit:read'], updatedAt: late });

    expect(await changedSince(ago(30))).toEqual([
      {
        organizationId,
        userId: clerk.user.id,
        isActive: true,
        permissions: ['org:audit:read', 'org:members:read', 'org:modules:read', 'org:read'],
        changedAt: late.getTime(),
      },
    ]);
    await change(employee.membership.id, late);
    expect(await changedSince(ago(30))).toHaveLength(2);
  });

  it('name somebody without any role as one who may do nothing', async () => {
    const { membership } = await aMember(app, { organizationId: randomUUID(), roleKeys: [] });
    await settle();
    await change(membership.id, ago(10));

    expect(await changedSince(ago(30))).toMatchObject([{ userId: membership.userId, isActive: true, permissions: [] }]);
  });

  it('tell of what becomes of members when it happens, and of nothing else', async () => {
    const { organizationId, owner, employee } = await aCompany(app);
    const role = await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read'] });
    await aMember(app, { organizationId, roleKeys: ['clerk'] });
    const { invitation } = await anInvitation(app, { by: owner });
    await app.raised();
    const asOwner = (query: string, variables: object) => app.as(owner.identity).execute(query, { ...variables });

    const heard = await heardWhile(async () => {
      await asOwner('mutation ($id: ID!) { invitationRevoke(id: $id) { userErrors { code } } }', { id: invitation.id });
      await asOwner('mutation ($id: ID!) { membershipUpdate(input: { id: $id, roleKeys: ["clerk"] }) { userErrors { code } } }', {
        id: employee.membership.id,
      });
      await asOwner('mutation ($id: ID!, $input: RoleInput!) { roleUpdate(id: $id, input: $input) { userErrors { code } } }', {
        id: role.id,
        input: { organizationId, key: 'clerk', name: 'Clerk', permissions: ['org:audit:read'] },
      });
    }, 3);

    const raised = await app.raised();
    expect(raised.map(({ type }) => type).toSorted()).toEqual([
      'invitation.updated.v1',
      ...Array(3).fill('membership.updated.v1'),
      'role.updated.v1',
    ]);
    const about = (permissions: string[]) => ({ organizationId, isActive: true, permissions, changedAt: expect.any(Number) });
    expect(heard).toEqual([
      { member: { userId: employee.user.id, ...about(['org:read']) } },
      { member: { userId: expect.any(String), ...about(['org:audit:read']) } },
      { member: { userId: expect.any(String), ...about(['org:audit:read']) } },
    ]);
    const moments = heard.map((one) => ('member' in one ? one.member.changedAt : 0));
    expect(moments.every((moment) => Math.abs(Date.now() - moment) < 60_000)).toBe(true);
  });

  it('tell of members who are none any more', async () => {
    const { organizationId, owner } = await aCompany(app);

    const heard = await heardWhile(() => app.deliver(tenantReleased, { organizationId, slug: 'acme' }), 3);

    expect(heard).toHaveLength(3);
    expect(heard).toContainEqual({
      member: { organizationId, userId: owner.user.id, isActive: false, permissions: [], changedAt: expect.any(Number) },
    });
  });
});
