import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, serviceIdentity } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { MemberKind, MembershipStatus } from '../domain/membership.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember, aPerson } from '../testing/a-member.js';

const PAGE = 'nodes { kind user { displayName } } totalCount pageInfo { hasNextPage endCursor }';
const ASK = `query ($hr: Boolean!, $of: [_Any!]!, $first: Int! = 20, $after: String, $kind: [MemberKind!], $query: String) {
  _entities(representations: $of) { ... on Organization {
    employees(first: $first, after: $after, query: $query) @include(if: $hr) { ${PAGE} }
    contacts(first: $first, after: $after, kind: $kind, query: $query) @skip(if: $hr) { ${PAGE} }
  } }
}`;

interface Page {
  nodes: { kind: string; user: { displayName: string } }[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

describe('the directory of an organization', () => {
  const facts = fixedFacts();
  const app = testSubgraph(userSubgraph, { facts });
  const [acme, globex] = [randomUUID(), randomUUID()];
  const staff = anOperator('platform:orgs:read');
  const employee = { ...aMemberOf(acme, 'org:members:read'), memberKind: 'EMPLOYEE' };
  const client = { ...aMemberOf(acme, 'org:members:read'), memberKind: 'CLIENT' };
  const of = (...ids: string[]) => ids.map((id) => ({ __typename: 'Organization', id }));
  const ask = async (list: 'employees' | 'contacts', as: Identity, variables: object = {}) => {
    const { data, errors } = await app.as(as).execute(ASK, { hr: list === 'employees', of: of(acme), ...variables });
    const page: Page | undefined = data._entities[0]?.[list];
    return { page, names: page?.nodes.map(({ user }) => user.displayName), errors: errors.map(({ extensions }) => extensions) };
  };

  beforeAll(async () => {
    const { ACTIVE, SUSPENDED, REMOVED } = MembershipStatus;
    const join = (displayName: string, kind: MemberKind, { status = ACTIVE, organizationId = acme } = {}) =>
      aMember(app, { organizationId, profile: { displayName }, membership: { kind, status } });
    await join('Ada', MemberKind.EMPLOYEE);
    await join('Bob', MemberKind.EMPLOYEE);
    await join('Asleep', MemberKind.EMPLOYEE, { status: SUSPENDED });
    await join('Gone', MemberKind.EMPLOYEE, { status: REMOVED });
    await join('Cleo', MemberKind.CLIENT);
    await join('Sid', MemberKind.SUPPLIER);
    await join('Pat', MemberKind.PARTNER);
    await join('Gone client', MemberKind.CLIENT, { status: REMOVED });
    await join('Asleep partner', MemberKind.PARTNER, { status: SUSPENDED });
    await join('Zoe', MemberKind.EMPLOYEE, { organizationId: globex });
    await join('Zack', MemberKind.CLIENT, { organizationId: globex });
    for (const id of [acme, globex]) facts.put({ id, modules: { hr: { reason: null }, contact: { reason: null } } });
  });

  it('has its active employees, newest first', async () => {
    const { page, names, errors } = await ask('employees', employee);

    expect([errors, names, page?.totalCount]).toEqual([[], ['Bob', 'Ada'], 2]);
    expect((await ask('employees', employee, { query: 'aD' })).names).toEqual(['Ada']);
  });

  it('has its active contacts, of all kinds or of some', async () => {
    const { page, names, errors } = await ask('contacts', employee);

    expect([errors, names, page?.totalCount]).toEqual([[], ['Pat', 'Sid', 'Cleo'], 3]);
    expect((await ask('contacts', employee, { kind: ['CLIENT', 'PARTNER'] })).names).toEqual(['Pat', 'Cleo']);
    expect((await ask('contacts', employee, { kind: ['SUPPLIER'], query: 'pat' })).names).toEqual([]);
    expect((await ask('contacts', employee, { kind: [] })).names).toEqual([]);
  });

  it('has no employees among the contacts', async () => {
    const { data, errors } = await app.as(employee).execute(ASK, { hr: false, of: of(acme), kind: ['CLIENT', 'EMPLOYEE'] });

    expect(data._entities).toEqual([{ contacts: null }]);
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'contacts'], extensions: { code: 'BAD_USER_INPUT', field: ['kind'] } }]);
  });

  it('comes page by page', async () => {
    const first = (await ask('contacts', employee, { first: 2 })).page;
    const second = (await ask('contacts', employee, { first: 2, after: first?.pageInfo.endCursor })).page;

    expect([first, second].map((page) => [page?.nodes.length, page?.pageInfo.hasNextPage])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect((await ask('employees', employee, { first: 0 })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });

  it('is open to platform staff and our own services, and the staff directory to employees alone', async () => {
    for (const identity of [staff, { ...serviceIdentity('tenant'), scopes: ['org:members:read'] }]) {
      expect((await ask('contacts', identity)).names).toHaveLength(3);
    }
    expect((await ask('employees', staff)).names).toHaveLength(2);
    expect((await ask('contacts', client)).names).toHaveLength(3);
    for (const memberKind of ['CLIENT', 'SUPPLIER', 'PARTNER', null]) {
      expect((await ask('employees', { ...client, memberKind })).errors).toMatchObject([{ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
    }
    for (const list of ['employees', 'contacts'] as const) {
      expect((await ask(list, { ...employee, scopes: ['org:read'] })).errors).toMatchObject([{ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
    }
  });

  it.each([
    ['employees', 'hr'],
    ['contacts', 'contact'],
  ] as const)('has %s only with the module %s, for members of every kind', async (list, module) => {
    const id = randomUUID();
    const member = { ...aMemberOf(id, 'org:members:read'), memberKind: 'EMPLOYEE' };
    facts.put({ id, modules: {} });
    expect((await ask(list, member, { of: of(id) })).errors).toMatchObject([{ code: 'MODULE_DISABLED', module, reason: 'NOT_INSTALLED' }]);
    facts.put({ id, modules: { [module]: { reason: 'DISABLED' } } });
    expect((await ask(list, member, { of: of(id) })).errors).toMatchObject([{ code: 'MODULE_DISABLED', module, reason: 'DISABLED' }]);
    facts.put({ id, modules: { [module]: { reason: null } } });
    expect((await ask(list, member, { of: of(id) })).names).toEqual([]);
    facts.put({ id, status: 'SUSPENDED', modules: { [module]: { reason: null } } });
    expect((await ask(list, member, { of: of(id) })).errors).toMatchObject([{ code: 'ORGANIZATION_SUSPENDED' }]);
  });

  it('of another organization is not there, nor to be had by a membership in it', async () => {
    const person = await aPerson(app);
    await aMember(app, { organizationId: globex, user: person });
    const { identity } = await aMember(app, { organizationId: acme, user: person, roleKeys: ['owner'] });

    for (const list of ['employees', 'contacts'] as const) {
      expect((await ask(list, identity, { of: of(globex) })).page).toBeUndefined();
      const { errors } = await app.as(identity).execute(`{ viewer { memberships { nodes { organization { ${list} { totalCount } } } } } }`);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('of twenty organizations is read in two statements, like that of one', async () => {
    const ids = [acme, globex, ...Array.from({ length: 18 }, () => randomUUID())];
    const count = async (field: string, some: string[]) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { ${field} { nodes { id } } } } }`;
      return (await app.statementsOf(() => app.as(staff).execute(query, { of: of(...some) }))).length;
    };

    for (const field of ['employees', 'contacts(kind: [CLIENT])']) {
      expect([await count(field, ids), await count(field, [acme])]).toEqual([2, 2]);
    }
  });
});
