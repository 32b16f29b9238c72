import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { BY_ORGANIZATION, boundRole, COMMON_TABLES, readPolicies, readRole, tenantEntities } from '@supergraph/kernel/testing';
import { Membership } from './domain/membership.entity.js';
import { MembershipRole } from './domain/membership-role.entity.js';
import { Role } from './domain/role.entity.js';
import { User } from './domain/user.entity.js';
import { aMember } from './testing/a-member.js';
import { aRoleIn, type Belongings, rowsOf, secretsOf, TENANT_OWNED, userWith, withEveryScope } from './testing/belongings.js';
import { breakIns } from './testing/break-ins.js';

const OWN = ['invitation', 'membership', 'membership_role', 'released_organization', 'role', 'user'];

/** The policies of every table. */
const TABLES: typeof COMMON_TABLES = {
  ...COMMON_TABLES,
  ...Object.fromEntries(OWN.map((table) => [table, BY_ORGANIZATION])),
  user: ['own_update', 'platform_all', 'process_insert', 'tenant_read'],
};
const LOCKED = Object.keys(TABLES).filter((table) => TABLES[table]);

describe('the tables of user', () => {
  const { app, belongings, contextOf } = userWith();

  it('are all accounted for, and locked where a row is one organization’s or one person’s', async () => {
    expect(await readPolicies(app.context().em)).toEqual(TABLES);
  });

  it('are used by a role that no lock is open to', async () => {
    expect(await readRole(contextOf(anonymous).em)).toEqual(boundRole('user'));
  });

  it('show nothing to who has named no organization, but the roles that everybody has', async () => {
    await belongings();
    const count = async (identity: Identity, table: string) =>
      (
        await contextOf(identity).em.execute(
          `select count(*)::int as rows from "${table}" ${table === 'role' ? 'where organization_id is not null' : ''}`,
        )
      )[0];

    for (const table of LOCKED) expect([table, await count(anonymous, table)]).toEqual([table, { rows: 0 }]);
    for (const table of OWN) expect([table, await count(serviceIdentity('x'), table)]).not.toEqual([table, { rows: 0 }]);
    expect(await contextOf(anonymous).em.count(Role)).toBe(4);
  });
});

describe.each([
  ['row-level security', { filter: true, directives: true }],
  ['the filter', { rows: true, directives: true }],
] as const)('with %s as the only lock', (lock, openLocks) => {
  const { app, belongings } = userWith(openLocks);
  let mine: Belongings;
  let their: Belongings;
  beforeAll(async () => {
    [mine, their] = [await belongings(), await belongings()];
  });
  // The rows hold even where a member's permissions are as wide as the platform's; people are no organization's, so that the filter
  // knows nothing of them: in front of them stand findUser and the scope of `users`.
  const asMember = ({ owner }: Belongings) => (lock === 'the filter' ? owner.identity : withEveryScope(owner.identity));
  const fields = Object.keys(breakIns).filter((field) => lock !== 'the filter' || field !== 'Query.users');
  const tryAll = async (field: string, { as, of }: { as: Belongings; of: Belongings }) => {
    const answers: unknown[] = [];
    for (const { query, variables } of breakIns[field]?.(of) ?? []) answers.push(await app.as(asMember(as)).execute(query, variables));
    return JSON.stringify(answers);
  };

  it.each(fields)('a member gets nothing of another organization out of %s, and changes nothing of it', async (field) => {
    const before = await rowsOf(app, their);

    const answers = await tryAll(field, { as: mine, of: their });

    expect(answers).not.toContain('GRAPHQL_VALIDATION_FAILED');
    for (const secret of secretsOf(their)) expect(answers).not.toContain(secret);
    expect(await rowsOf(app, their)).toEqual(before);
  });

  it.each(fields)('a member gets its own out of %s, or changes it', async (field) => {
    const own = await belongings();
    const before = await rowsOf(app, own);

    const answers = await tryAll(field, { as: own, of: own });

    if (field.startsWith('Query')) expect(answers).toContain(`secret ${own.organizationId}`);
    else expect(await rowsOf(app, own)).not.toEqual(before);
  });
});

describe('with row-level security as the only lock', () => {
  const { app, belongings, contextOf } = userWith({ filter: true, directives: true });

  it('a row of another organization is not written, and the client hears nothing of why', async () => {
    const [mine, their] = [await belongings(), await belongings()];
    const plant = (id: string) =>
      app.as(mine.owner.identity).execute('mutation ($id: ID!) { roleCreateAnywhere(organizationId: $id) }', { id });
    const em = () => contextOf(mine.owner.identity).em;

    const { data, errors } = await plant(their.organizationId);
    expect({ data, errors }).toMatchObject({
      data: null,
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(errors)).not.toMatch(/row-level|"role"/);
    expect((await plant(mine.organizationId)).data).toEqual({ roleCreateAnywhere: true });

    for (const organizationId of [their.organizationId, null]) {
      const planting = em();
      planting.persist(Object.assign(aRoleIn(their.organizationId), { organizationId }));
      await expect(planting.flush()).rejects.toMatchObject({ code: '42501' });
    }
    const giveAway = em();
    (await giveAway.findOneOrFail(Membership, { id: mine.client.membership.id })).organizationId = their.organizationId;
    await expect(giveAway.flush()).rejects.toMatchObject({ code: '42501' });
  });

  it('what is changed and deleted without a condition is the organization’s own', async () => {
    const [mine, their] = [await belongings(), await belongings()];
    const before = await rowsOf(app, their);
    const { em } = contextOf(mine.owner.identity);
    const counts = [1, 2, 2, 1, 1];

    for (const [index, entity] of TENANT_OWNED.entries())
      expect(await em.nativeUpdate(entity, {}, { updatedAt: new Date() })).toBe(counts[index]);
    expect(await em.nativeUpdate(User, {}, { firstName: 'Me' })).toBe(1);
    expect(await em.nativeDelete(User, {})).toBe(0);
    for (const entity of TENANT_OWNED.toReversed().filter((one) => one !== Role))
      expect(await em.nativeDelete(entity, {})).toBeGreaterThan(0);
    expect(await rowsOf(app, their)).toEqual(before);
    expect(await app.context().em.count(Role, { organizationId: null })).toBe(4);
  });

  it('a person is brought by our own processes for an organization, and by nobody’s request', async () => {
    const { organizationId, owner } = await belongings();
    const bring = (identity: Identity) =>
      contextOf(identity).em.execute(
        `insert into "user" (id, created_at, updated_at, email, display_name, status, is_platform_admin)
         values (?, now(), now(), ?, 'x', 'ACTIVE', true)`,
        [randomUUID(), `${randomUUID()}@example.com`],
        'run',
      );

    for (const identity of [owner.identity, anonymous]) await expect(bring(identity)).rejects.toMatchObject({ code: '42501' });
    await expect(bring(serviceIdentity('auth', organizationId))).resolves.toMatchObject({ affectedRows: 1 });
  });
});

describe('with the filter as the only lock', () => {
  const { app, belongings, contextOf } = userWith({ rows: true, directives: true });

  it('every entity that holds an organization has it', () => {
    expect(tenantEntities(app.context().em)).toMatchObject(TENANT_OWNED.map(({ name }) => ({ name, isFiltered: true })));
  });

  it('whatever is read and written through MikroORM is the organization’s own, or everybody’s', async () => {
    const [mine, their] = [await belongings(), await belongings()];
    const { em } = contextOf(mine.owner.identity);

    for (const entity of TENANT_OWNED) {
      const owners = new Set((await em.find(entity, {})).map(({ organizationId }) => organizationId));
      expect([entity.name, owners]).toEqual([entity.name, new Set(entity === Role ? [null, mine.organizationId] : [mine.organizationId])]);
      expect(await em.count(entity, { organizationId: their.organizationId })).toBe(0);
      expect(await em.nativeUpdate(entity, { organizationId: their.organizationId }, { updatedAt: new Date() })).toBe(0);
      expect(await contextOf(anonymous).em.count(entity)).toBe(entity === Role ? 4 : 0);
    }
  });
});

describe('somebody of two organizations', () => {
  const { belongings, contextOf } = userWith();
  const rows = userWith({ filter: true, directives: true });

  it('sees their own membership in the other one where that is asked for, and the filter keeps it out everywhere else', async () => {
    const [here, there] = [await belongings(), await belongings()];
    const { em } = contextOf({ ...there.client.identity, organizationId: here.organizationId });

    expect((await em.find(Membership, {})).map(({ organizationId }) => organizationId)).toEqual([here.organizationId, here.organizationId]);
    expect(await em.count(Membership, { userId: there.client.user.id })).toBe(0);
  });

  it('is shown by the rows alone nothing of the others there, and can change nothing', async () => {
    const [here, there] = [await rows.belongings(), await rows.belongings()];
    const unheld = await rows.app.seed(aRoleIn(there.organizationId));
    await aMember(rows.app, { organizationId: there.organizationId, roleKeys: [unheld.key] });
    const { em } = rows.contextOf({ ...there.client.identity, organizationId: here.organizationId });
    const elsewhere = { organizationId: there.organizationId };

    expect((await em.find(Membership, elsewhere)).map(({ id }) => id)).toEqual([there.client.membership.id]);
    expect((await em.find(MembershipRole, elsewhere)).map(({ membershipId }) => membershipId)).toEqual([there.client.membership.id]);
    expect((await em.find(Role, elsewhere)).map(({ id }) => id)).toEqual([there.role.id]);
    expect(await em.count(User, { id: there.owner.user.id })).toBe(0);
    expect(await em.nativeUpdate(Membership, elsewhere, { title: 'Mine' })).toBe(0);
    expect(await em.nativeUpdate(Role, elsewhere, { name: 'Mine' })).toBe(0);
  });
});
