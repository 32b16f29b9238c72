import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { PERMISSIONS } from '../domain/permissions.js';
import { Role } from '../domain/role.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany, codeOf } from '../testing/a-company.js';
import { aMember } from '../testing/a-member.js';

const CREATE = `mutation ($input: RoleInput!) { roleCreate(input: $input) {
  role { id key name description builtIn permissions memberCount revision } userErrors { code field message }
} }`;

type Member = Awaited<ReturnType<typeof aMember>>;

describe('createRole', () => {
  const app = testSubgraph(userSubgraph, { config: { MAX_ROLES_PER_ORGANIZATION: '2' } });
  const clerk = { key: 'clerk', name: 'Clerk', permissions: ['org:read'] };
  const attempt = (by: Member, input: object) =>
    app.as(by.identity).execute(CREATE, { input: { organizationId: by.membership.organizationId, ...clerk, ...input } });
  const create = async (by: Member, input: object = {}) => (await attempt(by, input)).data.roleCreate;
  const stored = (organizationId: string) => app.context().em.find(Role, { organizationId }, { orderBy: { key: 'asc' } });

  it('makes a role of the organization, with each permission once, and announces it', async () => {
    const { organizationId, admin } = await aCompany(app);

    const { role, userErrors } = await create(admin, {
      name: ' Front desk ',
      description: '  ',
      permissions: ['org:audit:read', 'org:read', 'org:read'],
    });

    const permissions = ['org:read', 'org:audit:read'];
    expect(userErrors).toEqual([]);
    expect(role).toEqual({
      id: expect.any(String),
      key: 'clerk',
      name: 'Front desk',
      description: null,
      builtIn: false,
      permissions,
      memberCount: 0,
      revision: 1,
    });
    expect(await stored(organizationId)).toMatchObject([{ id: role.id, key: 'clerk', permissions }]);
    expect(await app.raised()).toMatchObject([
      {
        type: 'role.created.v1',
        organizationId,
        aggregateId: role.id,
        payload: { roleId: role.id, organizationId, key: 'clerk', name: 'Front desk', permissions },
      },
    ]);
  });

  it('makes a role that can be given to a member at once', async () => {
    const { admin, employee } = await aCompany(app);
    const GIVE = `mutation ($input: MembershipUpdateInput!) { membershipUpdate(input: $input) { membership { permissions } } }`;
    await create(admin, { permissions: ['org:logs:read'] });

    const { data } = await app.as(admin.identity).execute(GIVE, { input: { id: employee.membership.id, roleKeys: ['clerk'] } });

    expect(data.membershipUpdate.membership.permissions).toEqual(['org:logs:read']);
  });

  it.each([
    [{ key: 'a' }, [['key']]],
    [{ key: 'a'.repeat(41) }, [['key']]],
    [{ key: 'Clerk' }, [['key']]],
    [{ key: '1st' }, [['key']]],
    [{ key: 'front--desk' }, [['key']]],
    [{ key: 'front desk' }, [['key']]],
    [{ name: ' ', description: 'x'.repeat(301), permissions: [] }, [['name'], ['description'], ['permissions']]],
    [{ name: 'x'.repeat(81) }, [['name']]],
    [
      { permissions: ['org:read', 'org:everything', 'platform:orgs:write'] },
      [
        ['permissions', '1'],
        ['permissions', '2'],
      ],
    ],
  ])('refuses %j, every field at once', async (input, fields) => {
    const { organizationId, owner } = await aCompany(app);

    const { role, userErrors } = await create(owner, input);

    expect(role).toBeNull();
    expect(userErrors).toMatchObject(fields.map((field) => ({ code: 'INVALID', field: ['input', ...field] })));
    expect([await stored(organizationId), await app.raised()]).toEqual([[], []]);
  });

  it('knows a key once in an organization, and none of a built-in role', async () => {
    const { owner } = await aCompany(app);
    const other = await aCompany(app);
    await create(owner);

    expect((await create(owner)).userErrors).toMatchObject([{ code: 'ROLE_KEY_TAKEN', field: ['input', 'key'] }]);
    expect((await create(owner, { key: 'owner' })).userErrors).toMatchObject([{ code: 'ROLE_KEY_TAKEN', field: ['input', 'key'] }]);
    expect((await create(other.owner)).userErrors).toEqual([]);
    await expect(app.seed(new Role({ organizationId: randomUUID(), key: 'owner', name: 'x', permissions: [] }))).rejects.toThrow(
      /role_key_not_built_in/,
    );
  });

  it('lets nobody make a role that may do more than they', async () => {
    const { organizationId, owner, admin } = await aCompany(app);

    const { userErrors } = await create(admin, { permissions: ['org:read', 'org:export', 'org:billing:write'] });

    expect(userErrors).toEqual([
      { code: 'ROLE_EXCEEDS_OWN', field: ['input', 'permissions'], message: expect.stringContaining('org:billing:write, org:export') },
    ]);
    expect(await stored(organizationId)).toEqual([]);
    expect((await create(owner, { permissions: PERMISSIONS.map(({ key }) => key) })).userErrors).toEqual([]);
  });

  it('makes as many as the setting allows, even when all are made at the same moment', async () => {
    const { organizationId, owner } = await aCompany(app);

    const answers = await Promise.all(['one', 'two', 'three', 'four'].map((key) => create(owner, { key })));

    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      { code: 'ROLE_LIMIT', field: null, message: expect.stringContaining('at most 2') },
      { code: 'ROLE_LIMIT' },
    ]);
    expect(await stored(organizationId)).toHaveLength(2);
  });

  it('makes one of two with the same key at the same moment', async () => {
    const { owner } = await aCompany(app);

    const answers = await Promise.all([create(owner), create(owner)]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'ROLE_KEY_TAKEN' }]);
  });

  it("needs org:roles:write, and makes no other organization's role", async () => {
    const [ours, theirs] = [await aCompany(app), await aCompany(app)];
    const input = { organizationId: ours.organizationId, ...clerk };
    const staff = anOperator('platform:orgs:read', 'platform:orgs:write');

    expect(codeOf(await attempt(ours.employee, {}))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(codeOf(await app.as(staff).execute(CREATE, { input }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(codeOf(await app.as(anonymous).execute(CREATE, { input }))).toBe('UNAUTHENTICATED');
    for (const organizationId of [theirs.organizationId, randomUUID(), 'not an id']) {
      expect(codeOf(await attempt(ours.owner, { organizationId }))).toBe('TENANT_MISMATCH');
    }
    expect([await stored(ours.organizationId), await stored(theirs.organizationId), await app.raised()]).toEqual([[], [], []]);
  });
});
