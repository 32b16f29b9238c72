import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import type { Operation } from '../generate/operation.js';
import { NOBODY } from '../world/principals.js';
import { shrink } from './shrink.js';

const schema = buildSchema(`
  type Query { user(id: ID, filter: Filter): User, plans: [Plan!]! }
  input Filter { name: String, tags: [String!] }
  type User { id: ID!, name: String, friends(first: Int): [User!]! }
  type Plan { key: String! }
`);

const operation: Operation = {
  seed: 'test',
  door: 'gateway',
  principal: NOBODY,
  host: 'localhost',
  headers: { 'x-request-id': 'r', origin: 'http://a.example' },
  document: `query Fuzz($id: ID, $first: Int, $filter: Filter, $yes: Boolean!) {
    a: user(id: $id, filter: $filter) { ...f0 friends(first: $first) { id name } }
    plans @include(if: $yes) { key }
  }
  fragment f0 on User { ... on User { name friends { id } } }`,
  variables: { id: 'b', first: 3, filter: { name: 'x', tags: ['one', 'two'] }, yes: true },
  swaps: new Map([['b', 'c']]),
  kinds: new Set(),
  places: new Set(),
};

describe('shrink', () => {
  it('leaves what it takes to fail, and a valid operation', async () => {
    const smaller = await shrink(operation, schema, async ({ document, variables }) => /name/.test(document) && variables.id === 'b');

    expect(smaller.document.replace(/\s+/g, ' ')).toMatch(/^query Fuzz\(\$id: ID\) \{ a: user\(id: \$id\) \{ .*name.*\}/);
    expect(smaller.document).not.toMatch(/plans|filter|fragment/);
    expect(smaller.variables).toEqual({ id: 'b' });
    expect(smaller.headers).toEqual({ 'x-request-id': 'r' });
    expect(validate(schema, parse(smaller.document))).toEqual([]);
  });

  it('makes inputs smaller, too', async () => {
    const smaller = await shrink(operation, schema, async ({ variables }) => JSON.stringify(variables).includes('two'));

    expect(smaller.variables).toEqual({ filter: { tags: ['two'] } });
  });

  it('leaves an operation as it is of which every part is needed', async () => {
    expect(await shrink(operation, schema, async () => false)).toBe(operation);
  });
});
