import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous, type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember, aPerson, aRole } from '../testing/a-member.js';

const USER = 'query ($id: ID!) { user(id: $id) { id email } }';
const ENTITIES = `query ($these: [_Any!]!) { _entities(representations: $these) {
  ... on User { id email } ... on Membership { id user { id } } ... on Role { id key }
} }`;
const VIEWER = `query ($first: Int! = 20, $after: String) { viewer { email memberships(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { organization { id } roles { key } permissions user { id } }
} } }`;
const MEMBERSHIPS = 'query ($id: ID!) { user(id: $id) { memberships { totalCount nodes { organization { id } } } } }';

describe('User', () => {
  const app = testSubgraph(userSubgraph);
  const staff = anOperator('platform:users:read');
  const twoCompanies = async () => {
    const organizationId = randomUUID();
    const ada = await aMember(app, { organizationId, roleKeys: ['owner'] });
    const bob = await aMember(app, { organizationId });
    const zoe = await aMember(app, { organizationId: randomUUID() });
    return { organizationId, ada, bob, zoe };
  };
  const readUser = async (as: Identity, id: string) => {
    const { data, errors } = await app.as(as).execute(USER, { id });
    const entity = (await app.as(as).execute(ENTITIES, { these: [{ __typename: 'User', id }] })).data._entities[0];
    expect([errors, entity]).toEqual([[], data.user]);
    return data.user;
  };

  it('is the viewer, for people only', async () => {
    const { ada } = await twoCompanies();
    const ask = '{ viewer { id } }';

    expect((await app.as(ada.identity).execute(ask)).data.viewer).toEqual({ id: ada.user.id });
    expect((await app.as(serviceIdentity('auth')).execute(ask)).data.viewer).toBeNull();
    expect((await app.as(staff).execute(ask)).data.viewer).toBeNull();
    expect((await app.execute(ask)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is read by oneself, by the organization, by the platform and by our own services; by nobody else', async () => {
    const { organizationId, ada, bob, zoe } = await twoCompanies();
    const found = { id: bob.user.id, email: bob.user.email };

    for (const identity of [bob.identity, ada.identity, staff, serviceIdentity('monitoring')])
      expect(await readUser(identity, bob.user.id)).toEqual(found);
    for (const identity of [zoe.identity, anOperator('platform:orgs:read'), serviceIdentity('auth', zoe.membership.organizationId)])
      expect(await readUser(identity, bob.user.id)).toBeNull();
    expect(await readUser(aMemberOf(organizationId, 'org:members:read'), zoe.user.id)).toBeNull();
    for (const id of [randomUUID(), 'not an id']) expect(await readUser(staff, id)).toBeNull();
    const these = [{ __typename: 'User', id: bob.user.id }];
    expect((await app.as(anonymous).execute(ENTITIES, { these })).data._entities).toEqual([null]);
  });

  it('shows the e-mail address of others only to those who may see members, and not of former ones', async () => {
    const { organizationId, bob } = await twoCompanies();
    const former = await aMember(app, { organizationId, membership: { status: MembershipStatus.REMOVED } });

    expect(await readUser(aMemberOf(organizationId, 'org:read'), bob.user.id)).toEqual({ id: bob.user.id, email: null });
    expect(await readUser(aMemberOf(organizationId, 'org:members:read'), former.user.id)).toEqual({ id: former.user.id, email: null });
    expect(await readUser({ ...bob.identity, scopes: [] }, bob.user.id)).toMatchObject({ email: bob.user.email });
  });

  it('has memberships: all of the viewer, with their roles, whichever organization the request acts in', async () => {
    const person = await aPerson(app);
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    await aRole(app, first, { key: 'clerk', permissions: ['org:read', 'org:audit:read'] });
    await aMember(app, { organizationId: first, user: person, roleKeys: ['clerk'] });
    const { identity } = await aMember(app, { organizationId: second, user: person, roleKeys: ['manager'] });
    await aMember(app, { organizationId: third, user: person, membership: { status: MembershipStatus.REMOVED } });
    await aMember(app, { organizationId: second });

    const { data, errors } = await app.as(identity).execute(VIEWER);

    expect(errors).toEqual([]);
    expect(data.viewer.email).toBe(person.email);
    expect(data.viewer.memberships).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: false },
      nodes: [
        { organization: { id: second }, roles: [{ key: 'manager' }], user: { id: person.id } },
        { organization: { id: first }, roles: [{ key: 'clerk' }], permissions: ['org:audit:read', 'org:read'], user: { id: person.id } },
      ],
    });
    const [one] = [(await app.as(identity).execute(VIEWER, { first: 1 })).data.viewer.memberships];
    const two = (await app.as(identity).execute(VIEWER, { first: 1, after: one.pageInfo.endCursor })).data.viewer.memberships;
    expect([one, two].map(({ nodes, pageInfo }) => [nodes[0].organization.id, pageInfo.hasNextPage, pageInfo.hasPreviousPage])).toEqual([
      [second, true, false],
      [first, false, true],
    ]);
    for (const variables of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }])
      expect((await app.as(identity).execute(VIEWER, variables)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('has of others only the membership in the organization of the request, for the platform all', async () => {
    const { organizationId, ada, bob } = await twoCompanies();
    const elsewhere = await aMember(app, { organizationId: randomUUID(), user: bob.user });
    const read = async (as: Identity) => (await app.as(as).execute(MEMBERSHIPS, { id: bob.user.id })).data.user.memberships;

    expect(await read(ada.identity)).toEqual({ totalCount: 1, nodes: [{ organization: { id: organizationId } }] });
    expect(await read({ ...ada.identity, scopes: ['org:read'] })).toEqual({ totalCount: 0, nodes: [] });
    expect(await read(staff)).toEqual({
      totalCount: 2,
      nodes: [{ organization: { id: elsewhere.membership.organizationId } }, { organization: { id: organizationId } }],
    });
  });

  it('says who invited a member, where the request may know that person', async () => {
    const { organizationId, ada } = await twoCompanies();
    const invited = await aMember(app, { organizationId, membership: { invitedById: ada.user.id } });
    const abroad = await aMember(app, { organizationId: randomUUID(), user: invited.user, membership: { invitedById: ada.user.id } });
    const ask = '{ viewer { memberships { nodes { organization { id } invitedBy { id } } } } }';

    expect((await app.as(invited.identity).execute(ask)).data.viewer.memberships.nodes).toMatchObject([
      { invitedBy: { id: ada.user.id } },
      { invitedBy: { id: ada.user.id } },
    ]);
    expect((await app.as(abroad.identity).execute(ask)).data.viewer.memberships.nodes).toMatchObject([
      { invitedBy: null },
      { invitedBy: null },
    ]);
  });

  it('is listed and searched by platform staff alone', async () => {
    const mark = randomUUID();
    const old = await aPerson(app, { displayName: `Old ${mark}`, createdAt: new Date('2020-01-01') });
    const young = await aPerson(app, { email: `${mark}@example.com` });
    const ask = 'query ($query: String, $first: Int! = 20) { users(first: $first, query: $query) { totalCount nodes { id } } }';

    const { data } = await app.as(staff).execute(ask, { query: ` ${mark.toUpperCase()} ` });

    expect(data.users).toEqual({ totalCount: 2, nodes: [{ id: young.id }, { id: old.id }] });
    expect((await app.as(staff).execute(ask, { query: '%' })).data.users.nodes).toEqual([]);
    expect((await app.as(staff).execute(ask, { first: 1 })).data.users.nodes).toHaveLength(1);
    expect((await app.as(staff).execute(ask, { first: 101 })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect((await app.as(aMemberOf(randomUUID(), 'org:members:read')).execute(ask)).errors).toMatchObject([
      { extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ]);
  });

  it('is read with memberships and roles in five statements, however many people there are', async () => {
    const { organizationId } = await twoCompanies();
    for (let n = 0; n < 10; n += 1) await aMember(app, { organizationId });
    const ask = '{ users(first: 10) { nodes { email memberships { nodes { roles { key } user { displayName } } } } } }';

    expect(await app.statementsOf(() => app.as(staff).execute(ask))).toHaveLength(5);
  });
});

describe('references', () => {
  const app = testSubgraph(userSubgraph);
  const resolve = async (as: Identity, ...these: object[]) => (await app.as(as).execute(ENTITIES, { these })).data._entities;

  it('to memberships are for those who may see members, and for the member', async () => {
    const organizationId = randomUUID();
    const [bob, zoe] = [await aMember(app, { organizationId }), await aMember(app, { organizationId: randomUUID() })];
    const elsewhere = await aMember(app, { organizationId: randomUUID(), user: bob.user });
    const [here, abroad] = [bob, elsewhere].map(({ membership: { id } }) => ({ __typename: 'Membership', id })) as [object, object];
    const seen = (one: typeof bob) => ({ id: one.membership.id, user: { id: bob.user.id } });

    expect(await resolve(bob.identity, here, abroad)).toEqual([seen(bob), seen(elsewhere)]);
    expect(await resolve(aMemberOf(organizationId, 'org:members:read'), here, abroad)).toEqual([seen(bob), null]);
    expect(await resolve(anOperator('platform:orgs:read'), here, abroad)).toEqual([seen(bob), seen(elsewhere)]);
    for (const identity of [aMemberOf(organizationId, 'org:read'), zoe.identity, anonymous])
      expect(await resolve(identity, here, abroad, { __typename: 'Membership', id: 'not an id' })).toEqual([null, null, null]);
  });

  it('to roles show the built-in ones and those of the organization', async () => {
    const [organizationId, other] = [randomUUID(), randomUUID()];
    const [ours, theirs] = [
      await aRole(app, organizationId, { key: 'clerk', permissions: [] }),
      await aRole(app, other, { key: 'spy', permissions: [] }),
    ];
    const these = [ours.id, theirs.id, '0190b000-0000-7000-8000-000000000001', 'not an id'].map((id) => ({ __typename: 'Role', id }));
    const keys = async (as: Identity) => (await resolve(as, ...these)).map((role: { key: string } | null) => role?.key ?? null);

    expect(await keys(aMemberOf(organizationId))).toEqual(['clerk', null, 'owner', null]);
    expect(await keys(anOperator('platform:orgs:read'))).toEqual(['clerk', 'spy', 'owner', null]);
    expect(await keys(anonymous)).toEqual([null, null, null, null]);
  });

  it('are resolved in one statement for each type, or two where somebody has to be known first', async () => {
    const organizationId = randomUUID();
    const people = [];
    for (let n = 0; n < 10; n += 1) people.push(await aMember(app, { organizationId }));
    const member = aMemberOf(organizationId, 'org:members:read');

    const users = people.map(({ user: { id } }) => ({ __typename: 'User', id }));
    const memberships = people.map(({ membership: { id } }) => ({ __typename: 'Membership', id }));

    expect(await app.statementsOf(() => resolve(member, ...users))).toHaveLength(2);
    expect(await app.statementsOf(() => resolve(member, ...memberships))).toHaveLength(2);
  });
});
