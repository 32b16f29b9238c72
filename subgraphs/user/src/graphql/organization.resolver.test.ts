import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { MemberKind, MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember, aPerson, aRole } from '../testing/a-member.js';

const entities = (fields: string) => `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Organization { id ${fields} } } }`;
const representations = (...ids: string[]) => ids.map((id) => ({ __typename: 'Organization', id }));

const MEMBERS = `query ($ids: [_Any!]!, $filter: MemberFilter, $first: Int! = 20, $after: String) {
  _entities(representations: $ids) { ... on Organization {
    members(first: $first, after: $after, filter: $filter) { nodes { user { displayName } } totalCount pageInfo { hasNextPage endCursor } }
  } }
}`;

describe('Organization', () => {
  const app = testSubgraph(userSubgraph);
  const operator = app.as(anOperator('platform:orgs:read', 'platform:users:read'));
  const acme = randomUUID();
  const globex = randomUUID();
  const names = async (filter: object, as = aMemberOf(acme, 'org:members:read')) => {
    const { data, errors } = await app.as(as).execute(MEMBERS, { ids: representations(acme), filter });
    expect(errors).toEqual([]);
    const [{ members }] = data._entities;
    expect(members.totalCount).toBe(members.nodes.length);
    return members.nodes.map(({ user }: { user: { displayName: string } }) => user.displayName);
  };

  beforeAll(async () => {
    const member = (displayName: string, init: Partial<Parameters<typeof aMember>[1]> = {}) =>
      aMember(app, { organizationId: acme, ...init, profile: { displayName, ...init.profile } });
    await member('Ada', { roleKeys: ['owner', 'manager'], profile: { firstName: 'Augusta', lastName: 'King' } });
    await member('Bob', { roleKeys: ['admin'], profile: { email: 'bob_1@acme.example' } });
    await member('Cleo', { membership: { kind: MemberKind.CLIENT } });
    await member('Dan', { membership: { kind: MemberKind.SUPPLIER, status: MembershipStatus.SUSPENDED } });
    await member('Eve', { profile: { email: 'eve@acme.example' }, membership: { status: MembershipStatus.REMOVED } });
    await aMember(app, { organizationId: globex, roleKeys: ['owner'], profile: { displayName: 'Zoe' } });
    await aRole(app, acme, { key: 'clerk', permissions: ['org:read'] });
    await aRole(app, globex, { key: 'spy', permissions: ['org:read'] });
  });

  it.each([
    ['nothing: all but those who were removed, newest first', {}, ['Dan', 'Cleo', 'Bob', 'Ada']],
    ['a part of the display name', { query: ' dA ' }, ['Dan', 'Ada']],
    ['first and last name', { query: 'gusta kin' }, ['Ada']],
    ['the e-mail address, literally', { query: 'BOB_1@' }, ['Bob']],
    ['a wildcard, which is none', { query: 'b%1' }, []],
    ['blank text', { query: '  ' }, ['Dan', 'Cleo', 'Bob', 'Ada']],
    ['a role', { roleKey: 'manager' }, ['Ada']],
    ['a role that nobody has', { roleKey: 'emperor' }, []],
    ['kinds', { kind: ['CLIENT', 'SUPPLIER'] }, ['Dan', 'Cleo']],
    ['no kind at all', { kind: [] }, []],
    ['a status', { status: ['REMOVED'] }, ['Eve']],
    ['the address of somebody who was removed', { status: ['REMOVED'], query: 'eve@' }, []],
    ['all of it', { query: 'a', kind: ['EMPLOYEE'], roleKey: 'owner', status: ['ACTIVE'] }, ['Ada']],
  ])('filters members by %s', async (_what, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('does not find members by an address that the request may not see', async () => {
    expect(await names({ query: 'bob_1@' }, anOperator('platform:orgs:read'))).toEqual([]);
    expect(await names({ query: 'bob_1@' }, anOperator('platform:orgs:read', 'platform:users:read'))).toEqual(['Bob']);
  });

  it('pages through the members, and refuses a page that is none', async () => {
    const member = app.as(aMemberOf(acme, 'org:members:read'));
    const page = async (variables: object) => (await member.execute(MEMBERS, { ids: representations(acme), first: 3, ...variables })).data;

    const [first] = (await page({}))._entities;
    const [second] = (await page({ after: first.members.pageInfo.endCursor }))._entities;

    expect([first, second].map(({ members }) => members.nodes.length)).toEqual([3, 1]);
    expect([first, second].map(({ members }) => members.pageInfo.hasNextPage)).toEqual([true, false]);
    expect(first.members.totalCount).toBe(4);
    for (const variables of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }]) {
      const { errors } = await member.execute(MEMBERS, { ids: representations(acme), ...variables });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it('has members, a count, an owner, roles and the membership of the viewer', async () => {
    const ada = await aMember(app, { organizationId: randomUUID(), roleKeys: ['owner'], profile: { displayName: 'Ida' } });
    const id = ada.membership.organizationId;
    await aRole(app, id, { key: 'clerk', permissions: ['org:read'] });

    const { data, errors } = await app
      .as(ada.identity)
      .execute(
        entities(
          'memberCount owner { displayName email } viewerMembership { id title } roles { key builtIn memberCount } members { nodes { id roles { key } user { email } organization { id } } }',
        ),
        { ids: representations(id) },
      );

    expect(errors).toEqual([]);
    expect(data._entities).toEqual([
      {
        id,
        memberCount: 1,
        owner: { displayName: 'Ida', email: ada.user.email },
        viewerMembership: { id: ada.membership.id, title: null },
        roles: [
          { key: 'owner', builtIn: true, memberCount: 1 },
          { key: 'admin', builtIn: true, memberCount: 0 },
          { key: 'manager', builtIn: true, memberCount: 0 },
          { key: 'employee', builtIn: true, memberCount: 0 },
          { key: 'clerk', builtIn: false, memberCount: 0 },
        ],
        members: {
          nodes: [{ id: ada.membership.id, roles: [{ key: 'owner' }], user: { email: ada.user.email }, organization: { id } }],
        },
      },
    ]);
  });

  it('has no owner while it is being provisioned, and the longest-standing active one later', async () => {
    const id = randomUUID();
    const owner = async () => (await operator.execute(entities('owner { displayName }'), { ids: representations(id) })).data._entities;
    const since = (year: number, more = {}) => ({ joinedAt: new Date(Date.UTC(year, 0)), ...more });
    expect(await owner()).toEqual([{ id, owner: null }]);
    const join = (displayName: string, membership: object) =>
      aMember(app, { organizationId: id, roleKeys: ['owner'], profile: { displayName }, membership });

    await join('Old but asleep', since(2020, { status: MembershipStatus.SUSPENDED }));
    await join('Young', since(2023));
    await join('Old', since(2021));

    expect(await owner()).toEqual([{ id, owner: { displayName: 'Old' } }]);
  });

  it('is not there for members of another one, however they ask', async () => {
    const member = app.as(aMemberOf(globex, 'org:members:read', 'org:members:write'));

    const { data, errors } = await member.execute(entities('memberCount roles { key }'), {
      ids: representations(acme, randomUUID(), 'not an id'),
    });

    expect([data._entities, errors]).toEqual([[null, null, null], []]);
    expect((await app.execute(entities('roles { key }'), { ids: representations(acme) })).data._entities).toEqual([null]);
  });

  it('does not tell of the members of another organization that the viewer belongs to as well', async () => {
    const person = await aPerson(app);
    await aMember(app, { organizationId: acme, user: person });
    const here = await aMember(app, { organizationId: randomUUID(), user: person });
    const ask = async (field: string) =>
      app.as(here.identity).execute(`{ viewer { memberships { nodes { organization { id ${field} } } } } }`);

    for (const field of ['memberCount', 'members { totalCount }', 'owner { id }', 'roles { key }']) {
      const { errors } = await ask(field);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect((await ask('viewerMembership { roles { key } }')).data.viewer.memberships.nodes).toHaveLength(2);
  });

  it('keeps its members to those who may see them', async () => {
    const ask = (as: Parameters<typeof app.as>[0], fields: string) => app.as(as).execute(entities(fields), { ids: representations(acme) });

    for (const field of ['members { totalCount }', 'memberCount', 'owner { id }', 'roles { memberCount }']) {
      for (const identity of [aMemberOf(acme, 'org:read'), anOperator('platform:audit:read')]) {
        expect((await ask(identity, field)).errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
      }
    }
    expect((await ask(aMemberOf(acme), 'roles { key } viewerMembership { id }')).errors).toEqual([]);
    expect((await ask(serviceIdentity('tenant'), 'roles { key } viewerMembership { id }')).data._entities).toMatchObject([
      { viewerMembership: null, roles: [{ key: 'owner' }, {}, {}, {}, { key: 'clerk' }] },
    ]);
  });

  it('has the built-in roles and its own, not those of the others that are read with it', async () => {
    const { data } = await operator.execute(entities('roles { key }'), { ids: representations(acme, globex, randomUUID(), 'not an id') });

    const own = data._entities.map((one: { roles: { key: string }[] } | null) => one?.roles.slice(4).map(({ key }) => key));
    expect(own).toEqual([['clerk'], ['spy'], [], undefined]);
  });

  it('reads members of twenty organizations in as many statements as those of one', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    for (const organizationId of ids) {
      await aMember(app, { organizationId, roleKeys: ['owner', 'manager'] });
      await aMember(app, { organizationId });
    }
    const count = async (fields: string, some = ids) => {
      let answer: { data: { _entities: object[] } } | undefined;
      const statements = await app.statementsOf(async () => {
        answer = await operator.execute(entities(fields), { ids: representations(...some) });
      });
      expect(answer?.data._entities).toHaveLength(some.length);
      return statements.length;
    };
    for (const [fields, statements] of [
      // Ids of the pages and their rows; then people; roles; the total.
      ['members { nodes { id } }', 2],
      ['members { nodes { user { displayName email } } }', 3],
      ['members { nodes { user { displayName email } roles { key } permissions } }', 4],
      ['members(filter: { query: "some", roleKey: "owner" }) { totalCount }', 3],
      ['memberCount', 1],
      ['owner { id }', 2],
      ['viewerMembership { id }', 1],
      ['roles { key memberCount }', 2],
    ] as const) {
      expect([fields, await count(fields), await count(fields, ids.slice(0, 1))]).toEqual([fields, statements, statements]);
    }
  });
});
