import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { MembershipRole } from '../domain/membership-role.entity.js';
import { Role } from '../domain/role.entity.js';
import { findRolesOf } from '../queries/load-roles.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { anInvitation } from '../testing/an-invitation.js';
import { manyMembers } from '../testing/many-members.js';

const DELETE = `mutation ($id: ID!, $reassignTo: ID) { roleDelete(id: $id, reassignTo: $reassignTo) {
  role { id key memberCount } userErrors { code field }
} }`;
const [OWNER, , MANAGER] = [1, 2, 3].map((n) => `0190b000-0000-7000-8000-00000000000${n}`) as [string, string, string];

type Member = Awaited<ReturnType<typeof aMember>>;

describe('deleteRole', () => {
  const app = testSubgraph(userSubgraph);
  const withRole = async (permissions = ['org:read']) => {
    const company = await aCompany(app);
    const role = await aRole(app, company.organizationId, { key: 'clerk', permissions });
    const clerk = (more: Partial<Parameters<typeof aMember>[1]> = {}) =>
      aMember(app, { organizationId: company.organizationId, roleKeys: ['clerk'], ...more });
    return { ...company, role, clerk };
  };
  const remove = async (by: Member, id: string, reassignTo?: string) =>
    (await app.as(by.identity).execute(DELETE, { id, reassignTo })).data.roleDelete;
  const stored = (id: string) => app.context().em.findOne(Role, { id });
  const standing = async ({ membership: { id } }: Member) => {
    const { em } = app.context();
    const membership = await em.findOneOrFail(Membership, { id });
    return [membership.revision, ...((await findRolesOf(em, [membership])).get(id) ?? []).map(({ key }) => key)];
  };
  const refused = (code: string, field: string) => ({ role: null, userErrors: [{ code, field: [field] }] });

  it('deletes a role that nobody holds, and announces it', async () => {
    const { organizationId, admin, role, clerk } = await withRole();
    const former = await clerk({ membership: { status: MembershipStatus.REMOVED } });
    await app.raised();

    expect(await remove(admin, role.id)).toEqual({ role: { id: role.id, key: 'clerk', memberCount: 0 }, userErrors: [] });

    expect([await stored(role.id), await standing(former)]).toEqual([null, [2]]);
    expect(await app.raised()).toMatchObject([
      {
        type: 'role.deleted.v1',
        organizationId,
        aggregateId: role.id,
        payload: { roleId: role.id, organizationId, key: 'clerk', reassignedTo: null },
      },
    ]);
  });

  it('keeps a role that members hold, unless it is told which one they get instead', async () => {
    const { organizationId, admin, role, clerk } = await withRole(['org:read', 'org:audit:read']);
    const [one, both, asleep] = [
      await clerk(),
      await clerk({ roleKeys: ['clerk', 'manager'] }),
      await clerk({ membership: { status: MembershipStatus.SUSPENDED } }),
    ];
    await app.raised();

    expect(await remove(admin, role.id)).toEqual(refused('ROLE_IN_USE', 'reassignTo'));
    expect([await standing(one), await app.raised()]).toEqual([[1, 'clerk'], []]);

    expect((await remove(admin, role.id, MANAGER)).userErrors).toEqual([]);

    expect(await Promise.all([one, both, asleep].map(standing))).toEqual([
      [2, 'manager'],
      [2, 'manager'],
      [2, 'manager'],
    ]);
    expect(await app.context().em.count(MembershipRole, { organizationId, role: role.id })).toBe(0);
    const permissions = ['org:members:read', 'org:modules:read', 'org:read'];
    const raised = await app.raised();
    expect(raised.map(({ type }) => type)).toEqual([...Array(3).fill('membership.updated.v1'), 'role.deleted.v1']);
    expect(new Set(raised.slice(0, 3).map(({ aggregateId }) => aggregateId))).toEqual(
      new Set([one, both, asleep].map(({ membership }) => membership.id)),
    );
    expect(raised[0]?.payload).toMatchObject({ organizationId, roleKeys: ['manager'], permissions });
    expect(new Map(raised.slice(0, 3).map(({ aggregateId, payload }) => [aggregateId, payload.roleChange.given]))).toEqual(
      new Map([
        [one.membership.id, ['manager']],
        [both.membership.id, []],
        [asleep.membership.id, ['manager']],
      ]),
    );
    expect(raised.at(-1)?.payload).toMatchObject({ reassignedTo: MANAGER });
  });

  it('hands over to a role of its own, however many hold it', async () => {
    const { organizationId, owner, role } = await withRole();
    const successor = await aRole(app, organizationId, { key: 'desk', permissions: ['org:logs:read'] });
    await manyMembers(app, { organizationId, role, count: 600 });
    await app.raised();

    expect(await remove(owner, role.id, successor.id)).toMatchObject({ userErrors: [], role: { memberCount: 0 } });

    expect(await app.context().em.count(MembershipRole, { organizationId, role: successor.id })).toBe(600);
    expect((await app.raised()).filter(({ payload }) => payload.roleKeys?.[0] === 'desk')).toHaveLength(600);
  });

  it('counts those who are invited to it, and has them invited to the other role', async () => {
    const { organizationId, admin, owner, role } = await withRole();
    const { invitation } = await anInvitation(app, { by: owner, roleKeys: ['clerk', 'manager'] });
    const over = await anInvitation(app, {
      by: owner,
      roleKeys: ['clerk'],
      row: { status: InvitationStatus.REVOKED, endedAt: new Date() },
    });
    const foundIn = (id: string) => app.context().em.findOneOrFail(Invitation, { id });

    expect(await remove(admin, role.id)).toEqual(refused('ROLE_IN_USE', 'reassignTo'));
    expect((await remove(admin, role.id, MANAGER)).userErrors).toEqual([]);

    expect((await foundIn(invitation.id)).roleIds).toEqual([MANAGER]);
    expect((await foundIn(over.invitation.id)).roleIds).toEqual([role.id]);
    expect(await app.raised()).toMatchObject([
      { type: 'invitation.updated.v1', organizationId, payload: { invitationId: invitation.id, status: 'PENDING', roleKeys: ['manager'] } },
      { type: 'role.deleted.v1' },
    ]);
  });

  it('shows the rest of the request what it left', async () => {
    const { admin, role, clerk } = await withRole();
    const { membership } = await clerk();
    const both = `mutation ($id: ID!, $role: ID!, $other: ID!) {
      before: membershipUpdate(input: { id: $id, title: "Clerk" }) { membership { roles { key } revision } }
      roleDelete(id: $role, reassignTo: $other) { userErrors { code } }
      after: membershipUpdate(input: { id: $id, title: "Manager" }) { membership { roles { key } revision } userErrors { code } }
    }`;

    await app.raised();
    const { data, errors } = await app.as(admin.identity).execute(both, { id: membership.id, role: role.id, other: MANAGER });

    expect([errors, data.before.membership]).toEqual([[], { roles: [{ key: 'clerk' }], revision: 2 }]);
    expect(data.after).toEqual({ membership: { roles: [{ key: 'manager' }], revision: 4 }, userErrors: [] });
    const announced = (await app.raised()).filter(({ aggregateId }) => aggregateId === membership.id);
    expect(announced.map(({ payload }) => payload.roleKeys)).toEqual([['clerk'], ['manager'], ['manager']]);
  });

  it('lets nobody delete, or give, a role that may do more than they', async () => {
    const { organizationId, admin, owner, clerk } = await withRole();
    const exporter = await aRole(app, organizationId, { key: 'exporter', permissions: ['org:export'] });
    const { role } = await withRole();
    await clerk();
    await app.raised();
    const own = (await app.context().em.findOneOrFail(Role, { organizationId, key: 'clerk' })).id;

    expect(await remove(admin, exporter.id)).toEqual(refused('ROLE_EXCEEDS_OWN', 'id'));
    expect(await remove(admin, own, OWNER)).toEqual(refused('ROLE_EXCEEDS_OWN', 'reassignTo'));
    expect(await remove(owner, own, own)).toEqual(refused('INVALID', 'reassignTo'));
    for (const id of [role.id, randomUUID(), 'not an id']) expect(await remove(owner, own, id)).toEqual(refused('NOT_FOUND', 'reassignTo'));
    expect([await stored(own), await stored(exporter.id), await app.raised()]).toMatchObject([{ key: 'clerk' }, { key: 'exporter' }, []]);
  });

  it('lets nobody change their own roles by it', async () => {
    const { owner, role, clerk } = await withRole(['org:read', 'org:roles:write']);
    const self = await clerk();

    expect(await remove(self, role.id, MANAGER)).toEqual(refused('ROLE_EXCEEDS_OWN', 'reassignTo'));
    self.identity.scopes = owner.identity.scopes;
    expect(await remove(self, role.id, MANAGER)).toEqual(refused('CANNOT_CHANGE_SELF', 'id'));
    expect(await standing(self)).toEqual([1, 'clerk']);
  });

  it('does not touch a built-in role, nor one of another organization, which is not there', async () => {
    const [ours, theirs] = [await withRole(), await withRole()];

    expect(await remove(ours.owner, MANAGER)).toEqual(refused('ROLE_BUILT_IN', 'id'));
    for (const id of [theirs.role.id, randomUUID(), 'not an id']) expect(await remove(ours.owner, id)).toEqual(refused('NOT_FOUND', 'id'));
    expect(codeOf(await app.as(ours.employee.identity).execute(DELETE, { id: ours.role.id }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect([await stored(ours.role.id), await stored(theirs.role.id)]).toMatchObject([{ key: 'clerk' }, { key: 'clerk' }]);
    expect(await app.raised()).toEqual([]);
  });

  it('is not overtaken by somebody who gives the role at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { organizationId, owner, employee, role } = await withRole();
      const other = await aMember(app, { organizationId, roleKeys: ['owner'] });
      const GIVE = `mutation ($input: MembershipUpdateInput!) { membershipUpdate(input: $input) { userErrors { code } } }`;

      const [deleted, given] = await Promise.all([
        remove(owner, role.id),
        app.as(other.identity).execute(GIVE, { input: { id: employee.membership.id, roleKeys: ['clerk'] } }),
      ]);

      const codes = [...deleted.userErrors, ...given.data.membershipUpdate.userErrors].map(({ code }: { code: string }) => code);
      expect(['ROLE_IN_USE', 'ROLE_UNKNOWN']).toContain(codes.join());
    }
  });
});
