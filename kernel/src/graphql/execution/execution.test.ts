import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionResult, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { randomOf } from '../../../testing/random.js';
import { randomOperation } from '../../../testing/random-operation.js';
import { buildUnrulyGraph, type UnrulyContext } from '../../../testing/unruly-graph.js';
import { Actor, anonymous, type Identity } from '../../auth/index.js';
import { aMemberOf, someFacts } from '../../testing/index.js';
import type { SubgraphRequest } from '../../transport/index.js';
import { createExecutor } from '../index.js';

const OPERATIONS = Number(process.env.OPERATIONS ?? 400);
const FIRST = Number(process.env.FIRST ?? 1);

interface Asked {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

describe.each([
  ['field by field', Number.POSITIVE_INFINITY],
  ['by functions made of plans', 0],
  ['by functions made on the way', 3],
])('our execution %s', (_way, compileAfter) => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = (await buildUnrulyGraph()).schema;
  });

  const contextOf = (seed: string, oddOneIn: number): UnrulyContext => {
    const random = randomOf(`${seed} context`);
    const identity = random.below(8) === 0 ? anonymous : aMemberOf('o');
    const modules = random.below(3) === 0 ? { search: { reason: null } } : {};
    const asking = { actor: new Actor(identity), organization: someFacts({ id: 'o', modules: modules as never }), lag: 0 };
    return Object.assign({ seed, oddOneIn, asked: [] }, { actor: asking.actor, asking, onStaffAccess: async () => {}, discard() {} });
  };

  const shown = ({ data, errors = [] }: { data?: unknown; errors?: readonly unknown[] | undefined }) => ({
    data: JSON.stringify(data),
    errors: errors.map((error) => JSON.stringify(error)).toSorted(),
  });
  const theirs = async (asked: Asked, ctx: object): Promise<ExecutionResult> => {
    const { query, variables, operationName } = asked;
    return execute({ schema, document: parse(query), contextValue: ctx, variableValues: variables, operationName });
  };
  const requestOf = (asked: Asked): SubgraphRequest => ({ ...asked, identity: anonymous as Identity, requestId: 'r' });
  /** Both answers and both orders in which the resolvers were asked. */
  const both = async (run: ReturnType<typeof createExecutor>, asked: Asked, seed = '1', oddOneIn = 1_000_000) => {
    const [one, other] = [contextOf(seed, oddOneIn), contextOf(seed, oddOneIn)];
    const expected = await theirs(asked, one);
    const answer = await run(requestOf(asked), other, (error: GraphQLError) => error.toJSON());
    return { answer: shown(answer), expected: shown(expected), asked: other.asked, expectedAsked: one.asked };
  };

  it('answers random operations on a graph that does everything wrong as graphql-js does', async () => {
    const run = createExecutor(schema, { compileAfter });
    const seen = { errors: 0, data: 0, nulls: 0 };
    for (let number = FIRST; number < FIRST + OPERATIONS; number += 1) {
      const seed = `seed ${number}`;
      const random = randomOf(seed);
      const { text, variables } = randomOperation(schema, random);
      expect({ seed, text, errors: validate(schema, parse(text)) }).toEqual({ seed, text, errors: [] });
      const { answer, expected, asked, expectedAsked } = await both(run, { query: text, variables }, seed, random.one([2, 6, 20, 1_000]));
      expect({ seed, text, variables, ...answer }).toEqual({ seed, text, variables, ...expected });
      expect({ seed, asked }).toEqual({ seed, asked: expectedAsked });
      seen.errors += answer.errors.length;
      seen.data += answer.data.length;
      seen.nulls += answer.data === 'null' ? 1 : 0;
    }
    // Nothing would be proved by operations of which nothing comes.
    expect(seen.errors).toBeGreaterThan(OPERATIONS / 2);
    expect(seen.data).toBeGreaterThan(OPERATIONS * 100);
    expect(seen.nulls).toBeGreaterThan(OPERATIONS / 50);
    expect(seen.nulls).toBeLessThan(OPERATIONS / 2);
  }, 120_000);

  it.each<[string, Asked]>([
    [
      'introspection',
      { query: '{ __schema { types { name fields { name args { name defaultValue } } } } __type(name: "Mood") { name } }' },
    ],
    ['the service', { query: '{ _service { sdl } }' }],
    [
      'entities',
      {
        query: 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Person { id name tags } } }',
        variables: { r: [{ __typename: 'Person', id: '1' }, { __typename: 'Nobody' }] },
      },
    ],
    ['a variable that is missing', { query: 'query ($id: ID!) { person(id: $id) { id } }' }],
    ['a variable of the wrong type', { query: 'query ($n: Int) { people(first: $n) { id } }', variables: { n: 'many' } }],
    ['variables that are none', { query: 'query ($n: Int) { people(first: $n) { id } }', variables: null as never }],
    ['a condition that is null', { query: 'query ($y: Boolean! = true) { pet @include(if: $y) { __typename } }', variables: { y: null } }],
    ['a condition by default', { query: 'query ($y: Boolean = true) { pet @include(if: $y) { __typename } }' }],
    [
      'a condition by default that is null',
      { query: 'query ($y: Boolean = true) { pet @skip(if: $y) { __typename } }', variables: { y: null } },
    ],
    ['an operation of several', { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' }],
    ['no operation of several', { query: 'query A { __typename } query B { b: __typename }' }],
    ['an operation that is not there', { query: 'query A { __typename }', operationName: 'C' }],
    ['a kind of operation that the schema has not', { query: 'subscription { __typename }' }],
    [
      'the keys of objects',
      { query: '{ __proto__: __typename constructor: __typename person(id: "1") { __proto__: id toString: name } }' },
    ],
    ['mutations', { query: 'mutation { a: count b: change(to: BAD) { id boss { id } } c: count }' }],
  ])('answers %s as graphql-js does', async (_case, asked) => {
    const run = createExecutor(schema, { compileAfter });

    for (const time of [1, 2]) {
      const { answer, expected } = await both(run, asked);
      expect({ time, ...answer }).toEqual({ time, ...expected });
    }
  });

  it('decides conditions anew for each request', async () => {
    const run = createExecutor(schema, { compileAfter });
    const query = 'query ($a: Boolean!, $b: Boolean!) { x: __typename @include(if: $a) y: __typename @skip(if: $b) z: __typename }';

    for (const a of [true, false, true]) {
      for (const b of [true, false]) {
        const { answer, expected } = await both(run, { query, variables: { a, b } });
        expect(answer).toEqual(expected);
      }
    }
  });

  it('judges a field once for all entries of a list, and says of each that it was refused', async () => {
    const run = createExecutor(schema, { compileAfter });
    const ctx = contextOf('1', 1_000_000);
    const { asking } = ctx as unknown as { asking: object };
    let judged = 0;
    Object.defineProperty(ctx, 'asking', {
      get() {
        judged += 1;
        return { ...asking, organization: someFacts({ id: 'o' }) };
      },
    });
    const reference = { __typename: 'Person', id: '1' };
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { secret } } }';

    const { errors = [] } = await run({ ...requestOf({ query, variables: { r: [reference, reference, reference] } }) }, ctx, (error) =>
      error.toJSON(),
    );

    expect(errors.map(({ message, path }) => [message, path])).toEqual(
      [0, 1, 2].map((index) => [expect.any(String), ['_entities', index, 'secret']]),
    );
    expect(judged).toBe(1);
  });
});
