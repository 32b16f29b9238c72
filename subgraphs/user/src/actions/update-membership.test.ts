import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import { anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { findRolesOf } from '../queries/load-roles.js';
import { userSubgraph } from '../subgraph.js';
import { aMember, aRole } from '../testing/a-member.js';

const UPDATE = `mutation ($input: MembershipUpdateInput!) {
  membershipUpdate(input: $input) {
    membership { kind title permissions revision roles { key } }
    userErrors { code field ... on ConflictError { currentRevision } }
  }
}`;

type Member = Awaited<ReturnType<typeof aMember>>;

describe('updateMembership', () => {
  const facts = fixedFacts();
  const app = testSubgraph(userSubgraph, { facts });
  const aCompany = async () => {
    const organizationId = randomUUID();
    const owner = await aMember(app, { organizationId, roleKeys: ['owner'] });
    const admin = await aMember(app, { organizationId, roleKeys: ['admin'] });
    const employee = await aMember(app, { organizationId });
    await app.raised();
    return { organizationId, owner, admin, employee };
  };
  const update = async (by: Member, of: Member | string, input: object) => {
    const id = typeof of === 'string' ? of : of.membership.id;
    return (await app.as(by.identity).execute(UPDATE, { input: { id, ...input } })).data.membershipUpdate;
  };
  const stored = async ({ membership: { id } }: Member) => {
    const { em } = app.context();
    const membership = await em.findOneOrFail(Membership, { id });
    const roles = (await findRolesOf(em, [membership])).get(id) ?? [];
    return { kind: membership.kind, title: membership.title, revision: membership.revision, roles: roles.map(({ key }) => key) };
  };
  const refused = (code: string, field = 'roleKeys') => ({ membership: null, userErrors: [{ code, field: ['input', field] }] });

  it('replaces roles, kind and title, and announces what the membership is now', async () => {
    const { organizationId, owner, employee } = await aCompany();
    await aRole(app, organizationId, { key: 'clerk', permissions: ['org:read', 'org:audit:read'] });

    const { membership, userErrors } = await update(owner, employee, {
      roleKeys: ['manager', 'clerk', 'clerk'],
      kind: 'PARTNER',
      title: ' Head of Sales ',
      expectedRevision: 1,
    });

    const permissions = ['org:audit:read', 'org:members:read', 'org:modules:read', 'org:read'];
    expect(userErrors).toEqual([]);
    expect(membership).toEqual({
      kind: 'PARTNER',
      title: 'Head of Sales',
      permissions,
      revision: 2,
      roles: [{ key: 'manager' }, { key: 'clerk' }],
    });
    expect(await app.raised()).toMatchObject([
      {
        type: 'membership.updated.v1',
        organizationId,
        payload: {
          membershipId: employee.membership.id,
          status: 'ACTIVE',
          kind: 'PARTNER',
          roleKeys: ['clerk', 'manager'],
          permissions,
          roleChange: { given: ['clerk', 'manager'], taken: ['employee'] },
        },
      },
    ]);
  });

  it('counts a change of roles alone as a change of the membership', async () => {
    const { owner, employee } = await aCompany();

    expect((await update(owner, employee, { roleKeys: ['manager'] })).membership.revision).toBe(2);
    expect(await update(owner, employee, { roleKeys: ['admin'], expectedRevision: 1 })).toEqual({
      membership: null,
      userErrors: [{ code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 2 }],
    });
  });

  it('leaves what is left out, empties a title by null, and says nothing where nothing is different', async () => {
    const { owner, employee } = await aCompany();
    await update(owner, employee, { title: 'Clerk' });
    expect(await stored(employee)).toEqual({ kind: 'EMPLOYEE', title: 'Clerk', revision: 2, roles: ['employee'] });
    expect((await app.raised()).map(({ payload }) => 'roleChange' in payload)).toEqual([false]);

    await update(owner, employee, { roleKeys: ['employee'], kind: 'EMPLOYEE', title: 'Clerk' });
    expect(await app.raised()).toEqual([]);
    expect((await update(owner, employee, { title: null })).membership).toMatchObject({ title: null, revision: 3 });
  });

  it('shows two changes in one request what each of them left', async () => {
    const { owner, employee } = await aCompany();
    const both = `mutation ($id: ID!) {
      first: membershipUpdate(input: { id: $id, roleKeys: ["manager"] }) { membership { roles { key } revision } }
      second: membershipUpdate(input: { id: $id, roleKeys: ["admin"] }) { membership { roles { key } revision } }
    }`;

    const { data } = await app.as(owner.identity).execute(both, { id: employee.membership.id });

    expect(data.first.membership).toEqual({ roles: [{ key: 'manager' }], revision: 2 });
    expect(data.second.membership).toEqual({ roles: [{ key: 'admin' }], revision: 3 });
    expect((await stored(employee)).roles).toEqual(['admin']);
  });

  it.each([
    [{ roleKeys: [] }, 'INVALID', 'roleKeys'],
    [{ roleKeys: Array.from({ length: 21 }, (_, n) => `r${n}`) }, 'INVALID', 'roleKeys'],
    [{ title: 'x'.repeat(121) }, 'INVALID', 'title'],
    [{ roleKeys: ['manager', 'emperor'] }, 'ROLE_UNKNOWN', 'roleKeys'],
  ])('refuses %j as %s and changes nothing', async (input, code, field) => {
    const { owner, employee } = await aCompany();

    expect(await update(owner, employee, { kind: 'CLIENT', ...input })).toEqual(refused(code, field));
    expect(await stored(employee)).toEqual({ kind: 'EMPLOYEE', title: null, revision: 1, roles: ['employee'] });
    expect(await app.raised()).toEqual([]);
  });

  it("does not know another organization's roles", async () => {
    const { owner, employee } = await aCompany();
    await aRole(app, randomUUID(), { key: 'theirs', permissions: ['org:read'] });

    expect(await update(owner, employee, { roleKeys: ['theirs'] })).toEqual(refused('ROLE_UNKNOWN'));
  });

  it('lets nobody give or take a role that may do more than they', async () => {
    const { owner, admin, employee } = await aCompany();
    const second = await aMember(app, { organizationId: owner.membership.organizationId, roleKeys: ['owner'] });

    expect(await update(admin, employee, { roleKeys: ['employee', 'owner'] })).toEqual(refused('ROLE_EXCEEDS_OWN'));
    expect(await update(admin, second, { roleKeys: ['employee'] })).toEqual(refused('ROLE_EXCEEDS_OWN'));
    expect(await app.raised()).toEqual([]);
    expect((await update(admin, employee, { roleKeys: ['admin'] })).membership.roles).toEqual([{ key: 'admin' }]);
    expect((await update(admin, second, { title: 'Founder' })).membership.title).toBe('Founder');
  });

  it('lets nobody change their own roles, but their title', async () => {
    const { admin } = await aCompany();

    expect(await update(admin, admin, { roleKeys: ['employee'] })).toEqual(refused('CANNOT_CHANGE_SELF'));
    expect((await update(admin, admin, { roleKeys: ['admin'], title: 'Admin' })).membership.title).toBe('Admin');
  });

  it('keeps the last active owner', async () => {
    const { organizationId, owner } = await aCompany();
    const asleep = await aMember(app, { organizationId, roleKeys: ['owner'], membership: { status: MembershipStatus.SUSPENDED } });
    // Holds all that an owner may, without being one.
    const deputy = await aMember(app, { organizationId });
    deputy.identity.scopes = owner.identity.scopes;
    await aMember(app, { organizationId: randomUUID(), roleKeys: ['owner'] });

    expect(await update(deputy, owner, { roleKeys: ['admin'] })).toEqual(refused('LAST_OWNER'));
    expect((await update(deputy, asleep, { roleKeys: ['admin'] })).membership.roles).toEqual([{ key: 'admin' }]);
    expect((await update(deputy, owner, { roleKeys: ['owner', 'manager'] })).membership.roles).toEqual([
      { key: 'owner' },
      { key: 'manager' },
    ]);
  });

  it('lets one of two owners who demote each other at the same moment win, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { organizationId, owner } = await aCompany();
      const other = await aMember(app, { organizationId, roleKeys: ['owner'] });

      const answers = await Promise.all([
        update(owner, other, { roleKeys: ['employee'] }),
        update(other, owner, { roleKeys: ['employee'] }),
      ]);

      expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([{ code: 'LAST_OWNER', field: ['input', 'roleKeys'] }]);
      expect([await stored(owner), await stored(other)].filter(({ roles }) => roles.includes('owner'))).toHaveLength(1);
      expect((await app.raised()).filter(({ type }) => type === 'membership.updated.v1')).toHaveLength(1);
    }
  });

  it('needs org:members:write in the organization of the request, and one that is in service', async () => {
    const { organizationId, owner, employee } = await aCompany();
    const refusal = async (identity: Identity) => {
      const input = { id: employee.membership.id, title: 'x' };
      const { data, errors } = await app.as(identity).execute(UPDATE, { input });
      return [data, ...errors.map(({ extensions }) => extensions?.code)];
    };

    expect(await refusal(employee.identity)).toEqual([null, 'UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await refusal(anOperator('platform:orgs:read', 'platform:orgs:write'))).toEqual([null, 'UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await refusal(anOperator('platform:orgs:write', 'org:members:write'))).toEqual([null, 'TENANT_REQUIRED']);
    expect(await refusal(anonymous)).toEqual([null, 'UNAUTHENTICATED']);
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect(await refusal(owner.identity)).toEqual([null, 'ORGANIZATION_SUSPENDED']);
    expect(await stored(employee)).toMatchObject({ title: null, revision: 1 });
  });

  it('does not find the membership of another organization, nor one that was ended, as if it were not there', async () => {
    const ours = await aCompany();
    const theirs = await aCompany();
    const former = await aMember(app, {
      organizationId: ours.organizationId,
      membership: { status: MembershipStatus.REMOVED },
    });
    await app.raised();

    for (const id of [theirs.employee.membership.id, former.membership.id, randomUUID(), 'not an id']) {
      expect(await update(ours.owner, id, { roleKeys: ['manager'], title: 'Mine' })).toEqual(refused('NOT_FOUND', 'id'));
    }
    expect(await stored(theirs.employee)).toEqual({ kind: 'EMPLOYEE', title: null, revision: 1, roles: ['employee'] });
    expect(await app.raised()).toEqual([]);
  });
});
