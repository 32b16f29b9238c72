import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, type OperationDefinitionNode, parse, specifiedRules, validate } from 'graphql';
import { compileCost } from './compile-cost.js';
import { readCostModel } from './cost-model.js';
import { estimate } from './estimate.js';

const SDL = `
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"]) { query: Query mutation: Mutation }
  directive @link(url: String!, import: [String]) on SCHEMA
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  type Query {
    me: Person
    people: [Person!]!
    team: [Person!]! @listSize(assumedSize: 5)
    page(first: Int! = 20, last: Int): People! @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    either(first: Int, last: Int): [Person] @listSize(slicingArguments: ["first", "last"], assumedSize: 50)
    loose(first: Int, last: Int): [Person] @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    found(filter: Filter, by: String @cost(weight: 3), order: Order): Person
    report: Report
    number: Int @cost(weight: 7)
    thing: Thing
    node: Node
  }
  type Mutation { rename: Person ping: Boolean send: Report all: [Person!]! }
  type People { edges: [Edge!]! nodes: [Person!]! total: Int pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean }
  type Edge { node: Person! }
  type Person implements Node { id: ID name: String friends(first: Int! = 10): People! @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"]) names: [String!] }
  type Report @cost(weight: 100) { id: ID lines: [Line!] }
  type Line { text: String }
  union Thing = Person | Report
  interface Node { id: ID }
  enum Order @cost(weight: 2) { UP DOWN }
  input Filter { text: String @cost(weight: 4) also: [Filter!] plain: Int }
`;
const schema = buildSchema(SDL);
const model = readCostModel(SDL);

function compiled(query: string) {
  const document = parse(query);
  expect(validate(schema, document, specifiedRules)).toEqual([]);
  return compileCost(document, getOperationAST(document) as OperationDefinitionNode, { schema, model, defaultListSize: 10 });
}
const costOf = (query: string, variables: Record<string, unknown> = {}) => estimate(compiled(query).root, variables);

describe('the cost of an operation', () => {
  it.each([
    ['an object with its scalars', '{ me { id name } }', 1],
    ['introspection', '{ __typename __schema { types { name fields { name } } } }', 0],
    ['a list of unknown length', '{ people { id } }', 10],
    ['a list of scalars', '{ me { names } }', 1],
    ['a list within a list', '{ people { friends { total } } }', 10 * (1 + 1)],
    ['a list of assumed length', '{ team { id } }', 5],
    ['a page of the default length', '{ page { nodes { id } } }', 1 + 20],
    ['a page of the length asked for', '{ page(first: 3) { nodes { id } pageInfo { hasNextPage } } }', 1 + 3 + 1],
    ['edges with their nodes', '{ page(first: 3) { edges { node { id } } } }', 1 + 3 * (1 + 1)],
    ['pages within pages', '{ page(first: 3) { nodes { friends(first: 4) { nodes { id } } } } }', 1 + 3 * (1 + 1 + 4)],
    ['a list whose length an argument says', '{ either(last: 7) { id } }', 7],
    ['a list whose longest argument counts', '{ loose(first: 3, last: 8) { id } }', 8],
    ['a list that no argument limits', '{ loose { id } }', 10],
    ['a list that a null argument leaves open', '{ either(first: null) { id } }', 50],
    ['a length below zero', '{ page(first: -5) { nodes { id } } }', 1],
    ['a field with a weight', '{ number }', 7],
    ['a type with a weight', '{ report { id } }', 100],
    ['a mutation', 'mutation { rename { id } }', 10],
    ['a mutation without fields', 'mutation { ping }', 10],
    ['a mutation whose type has a weight', 'mutation { send { id } }', 100],
    ['each mutation', 'mutation { a: ping b: ping rename { friends(first: 2) { nodes { id } } } }', 10 + 10 + 10 + 1 + 2],
    ['a mutation that answers with a list', 'mutation { all { id } }', 100],
    ['all the types of a union', '{ thing { ... on Person { id } ... on Report { lines { text } } } }', 1 + 10],
    ['a fragment on an interface', '{ node { ... on Person { friends(first: 2) { nodes { id } } } } }', 1 + 1 + 2],
    ['the same field twice', '{ me { id } me { name } }', 2],
    ['an argument with a weight', '{ found(by: "x") { id } }', 1 + 3],
    ['an argument whose type has a weight', '{ found(order: UP) { id } }', 1 + 2],
    [
      'fields of an input, at every depth',
      '{ found(filter: { text: "a", plain: 1, also: [{ text: "b" }, { text: "c" }] }) { id } }',
      1 + 12,
    ],
    ['what is skipped for certain', '{ me @skip(if: true) { id } people @include(if: false) { id } }', 0],
    ['what is not skipped', '{ me @skip(if: false) @include(if: true) { id } }', 1],
  ])('is right for %s', (_, query, cost) => {
    expect(costOf(query)).toBe(cost);
  });

  it('follows fragments into the page that they are spread in', () => {
    const query = `{ page(first: 3) { ...Page } other: page(first: 5) { ...Page ... on People { edges { node { id } } } } }
      fragment Page on People { nodes { ...Who } }
      fragment Who on Person { friends(first: 2) { nodes { id } } }`;

    expect(costOf(query)).toBe(1 + 3 * (1 + 1 + 2) + 1 + 5 * (1 + 1 + 2) + 5 * 2);
  });

  it('takes the variables of each request', () => {
    const { root } = compiled(
      'query ($n: Int! = 4, $m: Int, $more: Boolean!) { page(first: $n) { nodes { friends { nodes { id } } } } either(first: $m) @include(if: $more) { id } }',
    );
    const page = (length: number) => 1 + length * (1 + 1 + 10);

    expect(estimate(root, { more: false })).toBe(page(4));
    expect(estimate(root, { n: 2, more: false })).toBe(page(2));
    expect(estimate(root, { n: 100, more: false })).toBe(page(100));
    expect(estimate(root, { n: 2, m: 9, more: true })).toBe(page(2) + 9);
    expect(estimate(root, { n: 2, m: null, more: true })).toBe(page(2) + 50);
    expect(estimate(root, { n: 'many', more: false })).toBe(page(20));
  });

  it('takes the inputs of each request', () => {
    const { root } = compiled('query ($f: Filter, $t: String) { a: found(filter: $f) { id } b: found(filter: { text: $t }) { id } }');

    expect(estimate(root, { f: { also: [{ text: 'a' }, { plain: 2 }] }, t: 'x' })).toBe(1 + 4 + 1 + 4);
  });

  it('is not drawn into the growth of fragments that spread fragments, and has an end', () => {
    const doubling = (length: number) =>
      [
        'query ($n: Int!) { page(first: $n) { ...f0 } }',
        ...Array.from(
          { length },
          (_, index) =>
            `fragment f${index} on People { nodes { a: friends(first: $n) { ...f${index + 1} } b: friends(first: $n) { ...f${index + 1} } } }`,
        ),
        `fragment f${length} on People { total }`,
      ].join('\n');

    expect(costOf(doubling(2), { n: 1 })).toBe(1 + (1 + 2 * (1 + 1 + 2)));
    expect(costOf(doubling(150), { n: 3 })).toBe(1e12);
    expect(costOf(doubling(150), { n: 0 })).toBe(1);
  });
});

describe('a list that has to say its length with one argument', () => {
  it.each([
    ['says nothing', '{ either { id } }', ['Query.either']],
    ['says it twice', '{ either(first: 1, last: 2) { id } }', ['Query.either']],
    ['says null', '{ either(first: null) { id } }', ['Query.either']],
    ['says it once', '{ either(first: 1) { id } }', []],
    ['says it with a variable', 'query ($n: Int) { either(last: $n) { id } }', []],
    ['has a default', '{ page { total } }', []],
    ['need not', '{ loose { id } }', []],
  ])('is noticed where it %s', (_, query, fields) => {
    expect(compiled(query).unsliced.map(({ field }) => field)).toEqual(fields);
  });
});
