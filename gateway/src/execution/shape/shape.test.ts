import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  execute,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { Conditions } from '../conditions.js';
import { writing } from '../generated.js';
import type { Scope } from '../prepare/scope.js';
import { ShapeCompiler } from './compile-shape.js';
import { INVALID, type Shaping } from './shape.js';

const schema = buildSchema(`
  type Query { a: A must: A! list: [A] strict: [A!] deep: [[A!]]! any: [Any] node: Node text: String! big: Big }
  scalar Big
  enum Color { RED GREEN }
  interface Node { id: ID! next: Node }
  union Any = A | B
  type A implements Node { id: ID! next: Node n: Int f: Float! s: String b: Boolean c: Color! colors: [Color!] a: A must: A! }
  type B implements Node { id: ID! next: Node n: Int! }
`);

const documents = [
  '{ a { id n f s b c colors } text }',
  '{ list { id f must { c } } strict { f a { f } } deep { c } }',
  '{ any { __typename ... on A { n c } ... on B { n } ... on Node { id next { id __typename } } } }',
  '{ node { ...N } x: node { id } } fragment N on Node { id next { id ... on B { n } ... on A { f next { id } } } }',
  '{ must { a { must { s } } } big }',
  'query ($x: Boolean!, $y: Boolean!) { a { s @include(if: $x) b ... @skip(if: $y) { s n } s c @skip(if: $x) } text @include(if: $y) }',
  'query ($x: Boolean!, $y: Boolean!) { list { ... @include(if: $x) { a { n } f } ... @include(if: $y) { f a { s } } n } }',
];

function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ODD = [null, undefined, 7, 1.5, 'text', true, [], {}, ['x'], 2 ** 40, 'RED', ''];
const NO_LISTS = [null, undefined, 7, 'text', {}];
const TYPES = ['A', 'B', 'A', 'B', 'A', 'B', 'A', 'Query', 'Nobody'];

/**
 * Objects of which leaves and lists may be anything, and mostly are what belongs there. Where graphql-js looks less closely than we
 * do, it is not asked: it takes a number for an object without fields.
 */
function anything(random: (below: number) => number, depth = 0): unknown {
  if (depth > 3) return null;
  const one = (values: readonly unknown[], odd = ODD) => (random(14) === 0 ? odd[random(odd.length)] : values[random(values.length)]);
  const object = () => (random(3) === 0 || depth === 0 ? anything(random, depth + 1) : null);
  const list = (entry: () => unknown) => (depth > 1 ? [] : one([Array.from({ length: random(4) }, entry)], NO_LISTS));
  return {
    __typename: TYPES[random(TYPES.length)],
    id: one(['1', 2]),
    n: one([1, null]),
    f: one([1.5, 2]),
    s: one(['s', null, 3, true]),
    b: one([true, false]),
    c: one(['RED', 'GREEN']),
    colors: one([['RED'], ['RED', 'GREEN'], null]),
    text: one(['t']),
    big: one([{ any: 'thing' }, 3]),
    ...Object.fromEntries(['a', 'must', 'node', 'x', 'next'].map((key) => [key, object()])),
    list: list(object),
    strict: list(object),
    any: list(object),
    deep: list(() => list(object)),
  };
}

async function byGraphql(document: ReturnType<typeof parse>, rootValue: unknown, variableValues: Record<string, unknown>) {
  const { data, errors = [] } = await execute({
    schema,
    document,
    rootValue,
    variableValues,
    fieldResolver: (source, _, __, { path }) => source[path.key],
    typeResolver: (value) => value.__typename,
  });
  return { data: JSON.stringify(data), paths: errors.map(({ path }) => path?.join('.')) };
}

/** Values stand where the client asks for them. */
const asItIsAsked: Scope = { find: ({ alias, name }) => ({ name: (alias ?? name).value, below: asItIsAsked }) };

function byUs(document: ReturnType<typeof parse>, rootValue: unknown, variables: Record<string, unknown>) {
  const definition = document.definitions[0] as OperationDefinitionNode;
  const conditions = new Conditions(definition, document);
  const fragments = new Map(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const compiler = new ShapeCompiler({ schema, fragments, fragmentsLeft: fragments, definition, conditions });
  const shape = compiler.root(schema.getQueryType() as GraphQLObjectType, {
    original: [{ set: definition.selectionSet, when: [] }],
    left: null,
    scope: asItIsAsked,
  });
  const shaping: Shaping = { variables, indexes: [], misfits: [], holds: (when) => when < 0 || conditions.holds(when, variables) };
  const data = shape(rootValue, shaping);
  return { data: JSON.stringify(data === INVALID ? null : data), paths: shaping.misfits.map(({ path }) => path.join('.')) };
}

describe.each([1, 3, Number.POSITIVE_INFINITY])('a shape that is written in code after %d objects', (after) => {
  beforeEach(() => {
    writing.after = after;
  });

  it.each(documents)('gives what graphql-js gives, keys in the same order, errors at the same places: %s', async (text) => {
    const document = parse(text);
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const variables = text.startsWith('query') ? { x: random(2) === 0, y: random(2) === 0 } : {};
      const root = anything(random);

      const expected = await byGraphql(document, root, variables);
      const ours = byUs(document, root, variables);

      expect([seed, ours.data]).toEqual([seed, expected.data]);
      expect([seed, ours.paths]).toEqual([seed, expected.paths]);
    }
  });
});
