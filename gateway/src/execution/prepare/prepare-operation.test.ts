import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, stripIgnoredCharacters, validate } from 'graphql';
import { prepareOperation } from './prepare-operation.js';

const JOIN = `
  enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE
  directive @join__field(graph: join__Graph, requires: String, external: Boolean) repeatable on FIELD_DEFINITION`;

const TYPES = `
  type Query { me: Person people(first: Int = 10, filter: Filter, ranks: [Rank!], at: Moment, id: ID, score: Float): [Person!] found: [Found!] node: Node shelf: [Ware] stand: Stand }
  type Mutation { add(name: String!): Person undo: Person }
  scalar Moment
  enum Rank { GOLD PLAIN }
  input Filter { name: String rank: Rank near: Near ids: [ID!] }
  input Near { town: String! km: Int = 5 }
  interface Node { id: ID! name: String }
  type Person implements Node @join__type(graph: A, key: "id") {
    id: ID! name: String rank: Rank friend: Person tag(with: String): String unit: Unit
    shipping: Int @join__field(graph: B, requires: "tag(with: \\"x\\") unit { code }")
  }
  type Unit { code: Int label: String! }
  type Saw implements Node & Ware { id: ID! name: String teeth: Int! size: Int! }
  type Top implements Ware { size: Int spin: Int }
  interface Ware { size: Int }
  union Found = Person | Saw
  interface Stand @join__type(graph: B, isInterfaceObject: true) { id: ID! }
  type One implements Stand { id: ID! one: Int } type Two implements Stand { id: ID! two: Int }`;

const sdl = JOIN + TYPES;
const apiSchema = buildSchema(sdl);
const supergraph = { sdl, apiSchema };

function prepared(text: string, operationName?: string) {
  const document = parse(text);
  expect(validate(apiSchema, document)).toEqual([]);
  const { document: made, constants } = prepareOperation(document, operationName, supergraph);
  // What is planned is as valid as what was asked; the planner takes apart what members of one name cannot share.
  expect(validate(apiSchema, made).map(({ message }) => message)).toEqual([]);
  return { text: stripIgnoredCharacters(print(made)), constants: { ...constants } };
}
const textOf = (text: string, name?: string) => prepared(text, name).text;

describe('a prepared operation', () => {
  it('is the same for operations that differ in names, fragments and literals only', () => {
    const texts = [
      '{ me { name } people(first: 3) { id } }',
      'query Mine { self: me { called: name } all: people(first: 4) { ...P } } fragment P on Person { key: id }',
      '{ ... on Query { me { ... { name } } } people(first: 5) { ... on Node { id } id } }',
    ].map((text) => textOf(text));

    expect(new Set(texts)).toEqual(new Set(['query($own0:Int){me{name}people__1:people(first:$own0){id}}']));
  });

  it('is the one operation of a document that is meant', () => {
    expect(textOf('query A { me { id } } query B { me { name } }', 'B')).toBe('{me{name}}');
  });

  it('is made once for each document', () => {
    const document = parse('{ me { id } }');

    expect(prepareOperation(document, undefined, supergraph)).toBe(prepareOperation(document, undefined, supergraph));
    expect(prepareOperation(document, undefined, { ...supergraph })).not.toBe(prepareOperation(document, undefined, supergraph));
  });

  it('refuses to write down what fragments make endless', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, at) =>
        `fragment F${at} on Person { a: tag(with: "a") friend { ...F${at + 1} } ${at % 2 ? '' : `b: friend { id ...F${at + 1} }`} }`,
    );
    const text = `{ me { ...F0 } } ${fragments.join(' ')} fragment F40 on Person { id }`;

    expect(() => prepareOperation(parse(text), undefined, supergraph)).toThrow(expect.objectContaining({ code: 'OPERATION_TOO_LARGE' }));
  });
});

describe('names', () => {
  it('are those of the fields; with arguments they have a number for each list of them, in whatever order', () => {
    expect(textOf('query ($x: String) { me { a: tag(with: $x) tag(with: "y") c: tag(with: $x) friend { tag(with: "y") } } }')).toBe(
      'query($x:String$own0:String){me{tag__1:tag(with:$x)tag__2:tag(with:$own0)friend{tag__2:tag(with:$own0)}}}',
    );
    expect(textOf('{ a: people(first: 1, id: 2) { id } b: people(id: 2, first: 1) { id } }')).toContain('people__1');
    expect(textOf('{ a: people(first: 1, id: 2) { id } b: people(id: 2, first: 1) { id } }')).not.toContain('people__2');
  });

  it('keep apart what a @requires asks for with arguments, and what could take a part of it along', () => {
    expect(textOf('{ me { tag friend { shipping } } }')).toBe('{me{tag__1:tag friend{shipping}}}');
    expect(textOf('{ me { unit { code } } }')).toBe('{me{unit{code}}}');
    expect(textOf('{ me { unit { label } } }')).toBe('{me{unit__1:unit{label}}}');
  });

  it('are one where the same is selected, and two where a null below the one would be seen in the other', () => {
    expect(textOf('{ a: me { n: name } b: me { n: name } }')).toBe('{me{name}}');
    expect(textOf('{ a: me { name } b: me { id } }')).toBe('{me{name}me__2:me{id}}');
  });

  it('are one for each type where members differ in what may be null', () => {
    expect(textOf('{ shelf { size } }')).toBe('{shelf{...on Saw{size}...on Top{size__2:size}}}');
    expect(textOf('{ found { ... on Person { id } ... on Saw { id } } }')).toBe('{found{...on Person{id}...on Saw{id}}}');
  });
});

describe('fragments', () => {
  it('are taken apart: what everything fits needs none, and what nothing fits is gone', () => {
    expect(textOf('{ node { ... on Node { ... on Node { id } } ... on Ware { ... on Saw { teeth } } } }')).toBe(
      '{node{id ...on Saw{teeth}}}',
    );
    expect(textOf('{ found { ... on Person { ... on Node { ... on Ware { size } id } } } }')).toBe('{found{...on Person{id}}}');
    expect(textOf('{ node { ... on Ware { ... on Top { spin } } } }')).toBe('{node{__typename}}');
  });

  it('of an interface that an object stands for name object types', () => {
    expect(textOf('{ stand { ... on One { ... on Stand { id } } } }')).toBe('{stand{...on One{id}}}');
    expect(textOf('{ stand { ... on Stand { id } } }')).toBe('{stand{id}}');
  });

  it('hand their conditions to what is in them, each once, and drop what excludes itself', () => {
    const text =
      'query ($a: Boolean!, $b: Boolean!) { ... @skip(if: $a) { ... @skip(if: $b) { me { id } } ... @include(if: $a) { node { id } } } me { id @skip(if: true) name } }';

    expect(textOf(text)).toBe('query($a:Boolean!$b:Boolean!){me{name}...@skip(if:$a){me@skip(if:$b){id}}}');
  });
});

describe('objects of which nothing is certain to be asked', () => {
  it.each([
    ['{ me { id @skip(if: true) } }', '{me{__typename}}'],
    ['query ($a: Boolean!) { me { id @skip(if: $a) } }', 'query($a:Boolean!){me{__typename id@skip(if:$a)}}'],
  ])('are asked for their type: %s', (text, made) => expect(textOf(text)).toBe(made));

  it('are not asked for at the root', () =>
    expect(textOf('{ __schema { queryType { name } } me @skip(if: true) { id } }')).toBe('{__typename}'));
});

describe('literals', () => {
  const lifted = (args: string) => prepared(`{ people(${args}) { id } }`);

  it.each([
    ['first: 3', 'Int', 3],
    ['first: null', 'Int', null],
    ['id: 12345678901234567890', 'ID', '12345678901234567890'],
    ['id: "a"', 'ID', 'a'],
    ['score: 1', 'Float', 1],
    ['ranks: [GOLD, PLAIN]', '[Rank!]', ['GOLD', 'PLAIN']],
    ['ranks: GOLD', '[Rank!]', ['GOLD']],
    ['filter: { name: "x", near: { town: "y" }, ids: 7 }', 'Filter', { name: 'x', near: { town: 'y' }, ids: ['7'] }],
  ])('become variables: %s', (args, type, value) => {
    const { text, constants } = lifted(args);

    expect(text).toContain(`($own0:${type})`);
    expect(constants).toEqual({ own0: value });
  });

  it('stay where only the subgraph knows what they stand for', () => {
    expect(lifted('at: "2026"')).toEqual({ text: '{people__1:people(at:"2026"){id}}', constants: {} });
  });

  it('stand beside variables of the client, whose names they never have', () => {
    const { text, constants } = prepared(
      'query ($own0: Int, $_own: String) { people(first: $own0, filter: { name: $_own, near: { town: "x", km: 2 } }) { id } }',
    );

    expect(text).toBe('query($own0:Int$_own:String$__own0:Near){people__1:people(filter:{name:$_own near:$__own0}first:$own0){id}}');
    expect(constants).toEqual({ __own0: { town: 'x', km: 2 } });
  });

  it('are one variable where they are the same', () => {
    expect(prepared('{ a: people(first: 3) { id } b: people(first: 3) { name } c: people(first: 4) { id } }').constants).toEqual({
      own0: 3,
      own1: 4,
    });
  });
});

describe('the root of a mutation', () => {
  it('has each field in its place, and one field for each name', () => {
    expect(textOf('mutation { a: undo { id } ...M b: undo { id } } fragment M on Mutation { add(name: "x") { id } undo { name } }')).toBe(
      'mutation($own0:String!){undo{id}add__1:add(name:$own0){id}undo__2:undo{name}undo__3:undo{id}}',
    );
  });

  it('has a field of several conditions once for each that can come first, with all that is selected of it', () => {
    const text =
      'mutation ($a: Boolean!) { undo @skip(if: $a) { id } add(name: "x") { id } ... { undo { name } } undo @skip(if: $a) { rank } }';

    expect(textOf(text)).toBe(
      [
        'mutation($a:Boolean!$own0:String!$own1:Boolean!){',
        'undo@skip(if:$a){name ...@skip(if:$a){id rank}}',
        'add__1:add(name:$own0){id}',
        'undo@include(if:$own1){name ...@skip(if:$a){id rank}}}',
      ].join(''),
    );
  });
});
