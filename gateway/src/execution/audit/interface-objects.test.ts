import { describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

type Key = { id: string };
const same = (key: object) => key;

describe('an interface that another subgraph has as one object', () => {
  const PEOPLE = [
    { __typename: 'Clerk', id: 'p1', name: 'Ada', age: 11 },
    { __typename: 'Clerk', id: 'p2', name: 'Grace', age: 22 },
  ];
  const ACCOUNTS = [
    { __typename: 'Admin', id: 'a1', isMain: true, isActive: true },
    { __typename: 'Plain', id: 'a2', isMain: false },
  ];
  const person = { __resolveReference: byKey(PEOPLE, 'id') };
  const account = { __resolveReference: byKey(ACCOUNTS, 'id') };
  // A subgraph of an interface object cannot know what its objects are: whatever it says of that must not count.
  const wrong = ({ id }: Key) => ({ __typename: 'Nobody', id });

  const staff = aStrictFederation({
    staff: {
      sdl: `
        type Query { clerks: [Named!]! }
        interface Named @key(fields: "id") { id: ID! name: String } interface Account @key(fields: "id") { id: ID! }
        type Clerk implements Named @key(fields: "id") { id: ID! name: String age: Int }
        type Admin implements Account @key(fields: "id") { id: ID! isMain: Boolean! isActive: Boolean! @shareable }
        type Plain implements Account @key(fields: "id") { id: ID! isMain: Boolean! }`,
      resolvers: { Query: { clerks: () => PEOPLE }, Named: person, Clerk: person, Account: account, Admin: account, Plain: account },
    },
    logins: {
      sdl: `
        type Query { users: [Named] accounts: [Account] @shareable }
        type Account @key(fields: "id") @interfaceObject { id: ID! label: String! }
        type Named @key(fields: "id") @interfaceObject { id: ID! login: String }`,
      resolvers: {
        Query: { users: () => PEOPLE.map(({ id }) => ({ id })), accounts: () => ACCOUNTS.map(wrong) },
        Named: { __resolveReference: ({ id }: Key) => ({ id }), login: ({ id }: Key) => `login ${id}` },
        Account: { __resolveReference: wrong, label: ({ id }: Key) => `label ${id}` },
      },
    },
    states: {
      sdl: 'type Account @key(fields: "id") @interfaceObject { id: ID! isActive: Boolean! @shareable }',
      resolvers: { Account: { __resolveReference: wrong, isActive: () => false } },
    },
  });
  const all = PEOPLE.map(({ id, name }) => ({ id, name, login: `login ${id}` }));
  const ages = [{ age: 11 }, { age: 22 }];
  const mixed = PEOPLE.map(({ id, name, age }) => ({ age, id, name, login: `login ${id}` }));

  it.each([
    ['{ users { id name login } }', { users: all }],
    ['{ clerks { id name login } }', { clerks: all }],
    ['{ users { ... on Clerk { age } } }', { users: ages }],
    ['{ clerks { ... on Clerk { age } } }', { clerks: ages }],
    ['{ users { ... on Clerk { age id name login } id name } }', { users: mixed }],
    ['{ clerks { ... on Clerk { age id name login } id name } }', { clerks: mixed }],
  ])('has the fields of both, from either side: %s', (query, data) => staff.answers(query, data));

  it.each([
    ['{ accounts { label } }', { accounts: [{ label: 'label a1' }, { label: 'label a2' }] }],
    ['{ accounts { ... on Admin { label } } }', { accounts: [{ label: 'label a1' }, {}] }],
    [
      '{ accounts { label __typename } }',
      {
        accounts: [
          { label: 'label a1', __typename: 'Admin' },
          { label: 'label a2', __typename: 'Plain' },
        ],
      },
    ],
    ['{ accounts { ... on Admin { __typename } } }', { accounts: [{ __typename: 'Admin' }, {}] }],
    ['{ accounts { id ... on Admin { isMain } } }', { accounts: [{ id: 'a1', isMain: true }, { id: 'a2' }] }],
  ])('has objects whose type is looked up where it is asked: %s', (query, data) => staff.answers(query, data));

  it('has a field from the interface object, and of one of its objects from where that is', async () => {
    await staff.answers('{ accounts { id isActive } }', {
      accounts: [
        { id: 'a1', isActive: false },
        { id: 'a2', isActive: false },
      ],
    });
    await staff.answers('{ accounts { id ... on Admin { isActive } } }', { accounts: [{ id: 'a1', isActive: true }, { id: 'a2' }] });
  });
});

describe('a field of an interface object that requires a field of the interface', () => {
  const PEOPLE = [
    { __typename: 'Clerk', id: 'p1', name: 'Ada', age: 11 },
    { __typename: 'Clerk', id: 'p2', name: 'Grace', age: 22 },
  ];
  const person = { __resolveReference: byKey(PEOPLE, 'id') };
  const staff = aStrictFederation({
    staff: {
      sdl: `
        type Query { clerks: [Named!]! } interface Named @key(fields: "id") { id: ID! name: String }
        type Clerk implements Named @key(fields: "id") { id: ID! name: String age: Int }`,
      resolvers: { Query: { clerks: () => PEOPLE }, Named: person, Clerk: person },
    },
    logins: {
      sdl: `
        type Query { users: [Named] }
        type Named @key(fields: "id") @interfaceObject { id: ID! name: String @external login: String @requires(fields: "name") }`,
      resolvers: {
        Query: { users: () => PEOPLE.map(({ id }) => ({ id })) },
        Named: { __resolveReference: same, login: (named: object) => `${handed('name')(named)}@shop` },
      },
    },
  });
  const all = PEOPLE.map(({ id, name }) => ({ id, name, login: `${name}@shop` }));
  const ages = [{ age: 11 }, { age: 22 }];
  const mixed = PEOPLE.map(({ id, name, age }) => ({ age, id, name, login: `${name}@shop` }));

  it.each([
    ['{ users { id name login } }', { users: all }],
    ['{ clerks { id name login } }', { clerks: all }],
    ['{ users { ... on Clerk { age } } }', { users: ages }],
    ['{ clerks { ... on Clerk { age } } }', { clerks: ages }],
    ['{ users { ... on Clerk { age id name login } id name } }', { users: mixed }],
    ['{ clerks { ... on Clerk { age id name login } id name } }', { clerks: mixed }],
    [
      '{ clerks { id name ... on Clerk { age id name login } } }',
      { clerks: mixed.map(({ id, name, age, login }) => ({ id, name, age, login })) },
    ],
  ])('is handed it, from either side: %s', (query, data) => staff.answers(query, data));
});

describe('an object behind an interface object', () => {
  const media = aStrictFederation({
    authors: {
      sdl: `
        type Query { author: Author } type Author @key(fields: "id") { id: ID! name: String }
        extend type Film @key(fields: "id") { id: ID! by: String }`,
      resolvers: {
        Query: { author: () => ({ id: '1', name: 'Ada' }) },
        Film: { __resolveReference: same, by: ({ id }: Key) => `author of ${id}` },
      },
    },
    media: {
      sdl: `
        type Query { medium: Medium } interface Medium @key(fields: "id") { id: ID! title: String }
        type Film implements Medium @key(fields: "id") { id: ID! title: String minutes: Int }
        type Text implements Medium @key(fields: "id") { id: ID! title: String words: Int }`,
      resolvers: {
        Query: { medium: () => ({ __typename: 'Film', id: 'f1', title: 'Audit', minutes: 90 }) },
        Medium: { __resolveReference: ({ id }: Key) => ({ __typename: 'Film', id, title: 'Audit', minutes: 90 }) },
        Film: { __resolveReference: ({ id }: Key) => ({ id, title: 'Audit', minutes: 90 }) },
      },
    },
    lists: {
      sdl: `
        type Query { list: List } type List @key(fields: "id") { id: ID! name: String medium: Medium }
        type Medium @key(fields: "id") @interfaceObject { id: ID! }`,
      resolvers: { Query: { list: () => ({ id: 'l1', name: 'List', medium: { id: 'f1' } }) } },
    },
  });

  it('can be extended by a third subgraph that knows nothing of the interface', async () => {
    await media.answers(
      `{
        medium { id title ... on Film { minutes by } ... on Text { words } }
        author { id name }
        list { id name medium { id ... on Film { minutes } } }
      }`,
      {
        medium: { id: 'f1', title: 'Audit', minutes: 90, by: 'author of f1' },
        author: { id: '1', name: 'Ada' },
        list: { id: 'l1', name: 'List', medium: { id: 'f1', minutes: 90 } },
      },
    );
    await media.answers('{ list { medium { ... on Film { by } } } }', { list: { medium: { by: 'author of f1' } } });
  });
});

describe('interface objects that cannot be entered', () => {
  const bread = { __typename: 'Bread', id: 'b1', name: 'Rye' };
  const nobody = () => {
    throw new Error('Nobody enters here');
  };
  const shop = aStrictFederation({
    nodes: {
      sdl: `
        interface Node @key(fields: "id") { id: ID! } type Ware @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }
        type Query { node: Node ware: Ware! }`,
      resolvers: {
        Query: { node: () => ({ __typename: 'Node', id: 'n1' }), ware: () => ({ id: 'b1' }) },
        Node: { __resolveReference: nobody },
        Ware: { __resolveReference: nobody },
      },
    },
    wares: {
      sdl: `
        type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! note: String }
        interface Ware @key(fields: "id") { id: ID! } type Bread implements Ware @key(fields: "id") { id: ID! name: String! }
        type Query { other: Node }`,
      resolvers: {
        Query: { other: () => ({ id: 'n1' }) },
        Node: { __resolveReference: nobody, note: () => 'note' },
        Ware: { __resolveReference: () => bread },
        Bread: { __resolveReference: () => bread },
      },
    },
  });

  it.each([
    ['{ other { id note } }', { other: { id: 'n1', note: 'note' } }],
    ['{ other { id } }', { other: { id: 'n1' } }],
    ['{ ware { id } }', { ware: { id: 'b1' } }],
    ['{ ware { ... on Bread { id } } }', { ware: { id: 'b1' } }],
    ['{ ware { ... on Bread { id name } } }', { ware: { id: 'b1', name: 'Rye' } }],
  ])('answer what they have, and lead to who has the interface: %s', (query, data) => shop.answers(query, data));

  it('leave a field that nobody can be asked for without data, and say so', () =>
    shop.answers('{ node { note } }', null, { errors: ['FIELD_UNREACHABLE node'] }));

  it('leave an object null of which its subgraph cannot say what it is', () =>
    shop.answers('{ node { id } }', { node: null }, { errors: ['DOWNSTREAM_SERVICE_ERROR node'] }));

  it('have no fields of the objects behind them', () =>
    expect(shop.ask('{ ware { id name } }')).rejects.toThrow(/Cannot query field "name"/));
});
