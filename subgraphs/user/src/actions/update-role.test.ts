import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { MembershipStatus } from '../domain/membership.entity.js';
import { Role } from '../domain/role.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aMember, aRole } from '../testing/a-member.js';
import { manyMembers } from '../testing/many-members.js';

const UPDATE = `mutation ($id: ID!, $input: RoleInput!) { roleUpdate(id: $id, input: $input) {
  role { key name description permissions memberCount revision } userErrors { code field ... on ConflictError { currentRevision } }
} }`;
const BUILT_IN = '0190b000-0000-7000-8000-000000000003';

type Member = Awaited<ReturnType<typeof aMember>>;

describe('updateRole', () => {
  const app = testSubgraph(userSubgraph);
  const withRole = async (permissions = ['org:read']) => {
    const company = await aCompany(app);
    const role = await aRole(app, company.organizationId, { key: 'clerk', permissions });
    return { ...company, role };
  };
  const attempt = (by: Member, id: string, input: object) => {
    const whole = { organizationId: by.membership.organizationId, key: 'clerk', name: 'clerk', permissions: ['org:read'], ...input };
    return app.as(by.identity).execute(UPDATE, { id, input: whole });
  };
  const update = async (by: Member, role: Role | string, input: object) =>
    (await attempt(by, typeof role === 'string' ? role : role.id, input)).data.roleUpdate;
  const stored = (id: string) => app.context().em.findOneOrFail(Role, { id });

  it('makes the role what the input says, and announces it with every membership that holds it', async () => {
    const { organizationId, admin, role } = await withRole();
    const [one, two] = [
      await aMember(app, { organizationId, roleKeys: ['clerk'] }),
      await aMember(app, { organizationId, roleKeys: ['clerk', 'employee'], membership: { status: MembershipStatus.SUSPENDED } }),
    ];
    await aMember(app, { organizationId, roleKeys: ['clerk'], membership: { status: MembershipStatus.REMOVED } });
    await app.raised();

    const answer = await update(admin, role, {
      name: 'Auditor',
      description: 'Looks',
      permissions: ['org:audit:read'],
      expectedRevision: 1,
    });

    expect(answer).toEqual({
      role: { key: 'clerk', name: 'Auditor', description: 'Looks', permissions: ['org:audit:read'], memberCount: 2, revision: 2 },
      userErrors: [],
    });
    const [roleEvent, ...memberships] = await app.raised();
    expect(roleEvent).toMatchObject({
      type: 'role.updated.v1',
      organizationId,
      payload: { roleId: role.id, organizationId, key: 'clerk', name: 'Auditor', permissions: ['org:audit:read'] },
    });
    const manager = ['org:members:read', 'org:modules:read', 'org:read'];
    expect(memberships).toMatchObject([
      {
        type: 'membership.updated.v1',
        organizationId,
        payload: { membershipId: one.membership.id, status: 'ACTIVE', roleKeys: ['clerk'], permissions: ['org:audit:read'] },
      },
      {
        type: 'membership.updated.v1',
        payload: {
          membershipId: two.membership.id,
          status: 'SUSPENDED',
          roleKeys: ['clerk', 'employee'],
          permissions: ['org:audit:read', ...manager],
        },
      },
    ]);
    expect(memberships).toHaveLength(2);
  });

  it('announces no membership for another name, and nothing at all where nothing is different', async () => {
    const { organizationId, admin, role } = await withRole();
    await aMember(app, { organizationId, roleKeys: ['clerk'] });
    await app.raised();

    await update(admin, role, { name: 'Front desk' });
    expect((await app.raised()).map(({ type }) => type)).toEqual(['role.updated.v1']);
    expect((await update(admin, role, { name: 'Front desk', description: ' ' })).role).toMatchObject({ revision: 2 });
    expect(await app.raised()).toEqual([]);
  });

  it('announces however many there are, five hundred at a time, in one transaction', async () => {
    const { organizationId, owner, role } = await withRole();
    await manyMembers(app, { organizationId, role, count: 1_100 });
    await app.raised();

    const statements = await app.statementsOf(async () => {
      expect(await update(owner, role, { permissions: ['org:audit:read'] })).toMatchObject({
        userErrors: [],
        role: { memberCount: 1_100 },
      });
    });

    const announced = (await app.raised()).filter(({ type }) => type === 'membership.updated.v1');
    expect(new Set(announced.map(({ aggregateId }) => aggregateId)).size).toBe(1_100);
    expect(new Set(announced.map(({ payload }) => payload.permissions.join()))).toEqual(new Set(['org:audit:read']));
    const count = (word: string) => statements.filter((statement) => statement.startsWith(word)).length;
    // Three batches of three reads and one write of events; begin, lock, role, its update and event, commit; the count.
    expect([statements.length, count('begin'), count('commit'), count('with input')]).toEqual([19, 1, 1, 4]);
  });

  it('keeps the key, and everything else that is refused as it was', async () => {
    const { admin, role } = await withRole();

    for (const [input, code, field] of [
      [{ key: 'boss' }, 'INVALID', 'key'],
      [{ name: '' }, 'INVALID', 'name'],
      [{ permissions: ['org:read', 'org:export'] }, 'ROLE_EXCEEDS_OWN', 'permissions'],
      [{ name: 'x', expectedRevision: 7 }, 'REVISION_CONFLICT', 'expectedRevision'],
    ] as const) {
      expect(await update(admin, role, input)).toMatchObject({ role: null, userErrors: [{ code, field: ['input', field] }] });
    }
    expect(await stored(role.id)).toMatchObject({ key: 'clerk', name: 'clerk', permissions: ['org:read'], revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('lets nobody take from a role what they may not do, but lets them change the rest of it', async () => {
    const { admin, role } = await withRole(['org:read', 'org:export']);
    const left = ['org:export'];

    expect((await update(admin, role, { permissions: ['org:read'] })).userErrors).toMatchObject([{ code: 'ROLE_EXCEEDS_OWN' }]);
    expect((await update(admin, role, { name: 'Exporter', permissions: left })).role).toMatchObject({
      name: 'Exporter',
      permissions: left,
    });
  });

  it('does not touch a built-in role, nor one of another organization, which is not there', async () => {
    const [ours, theirs] = [await withRole(), await withRole()];
    const refusal = async (id: string) => (await update(ours.owner, id, { name: 'Mine' })).userErrors;

    expect(await refusal(BUILT_IN)).toMatchObject([{ code: 'ROLE_BUILT_IN', field: ['id'] }]);
    for (const id of [theirs.role.id, randomUUID(), 'not an id']) {
      expect(await refusal(id)).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
    }
    expect(codeOf(await attempt(ours.owner, theirs.role.id, { organizationId: theirs.organizationId }))).toBe('TENANT_MISMATCH');
    expect(codeOf(await attempt(ours.employee, ours.role.id, {}))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect([await stored(theirs.role.id), await stored(BUILT_IN)]).toMatchObject([{ name: 'clerk' }, { name: 'Manager' }]);
    expect(await app.raised()).toEqual([]);
  });

  it('is not overtaken by somebody who gives the role at the same moment', async () => {
    const GIVE = `mutation ($input: MembershipUpdateInput!) { membershipUpdate(input: $input) { userErrors { code } } }`;
    for (let round = 0; round < 10; round += 1) {
      const { organizationId, owner, employee, role } = await withRole();
      const other = await aMember(app, { organizationId, roleKeys: ['owner'] });
      const give = () => app.as(other.identity).execute(GIVE, { input: { id: employee.membership.id, roleKeys: ['clerk'] } });
      const change = () => update(owner, role, { permissions: ['org:audit:read'] });
      await app.raised();

      await Promise.all(round % 2 ? [give(), change()] : [change(), give()]);

      const last = (await app.raised()).filter(({ aggregateId }) => aggregateId === employee.membership.id).at(-1);
      expect(last?.payload).toMatchObject({ roleKeys: ['clerk'], permissions: ['org:audit:read'] });
    }
  });
});
