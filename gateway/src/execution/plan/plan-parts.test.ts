import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, OperationTypeNode } from 'graphql';
import { writing } from '../generated.js';
import { compileContext } from './context.js';
import { compileRepresenter } from './representation.js';
import { objectsAt, placesAt, readPath } from './response-path.js';
import { compileRewrites } from './rewrites.js';
import { stepsOf } from './steps.js';
import { typeNamesOf } from './type-names.js';

const typeNames = typeNamesOf(
  buildSchema(`
    interface Ware { code: ID } interface Sharp implements Ware { code: ID }
    type Saw implements Ware & Sharp { code: ID } type Top implements Ware { code: ID } type Person { id: ID }
    union Any = Saw | Person type Query { any: Any }`),
);

describe('typeNamesOf', () => {
  it('knows what an abstract type can be, interfaces included', () => {
    expect([...typeNames('Ware')].sort()).toEqual(['Saw', 'Sharp', 'Top', 'Ware']);
    expect([...typeNames('Any')].sort()).toEqual(['Any', 'Person', 'Saw']);
    expect([...typeNames('Top')]).toEqual(['Top']);
  });
});

describe('the objects at a path', () => {
  const saw = { __typename: 'Saw', code: 's' };
  const top = { __typename: 'Top', code: 't' };
  const data = { shelves: [[saw, null], null, [top]], best: saw, none: null };
  const at = (...path: string[]) => objectsAt(data, readPath(path, typeNames), false);

  it('are found through lists in lists and past what is null', () => {
    expect(at('shelves', '@', '@')).toEqual([saw, top]);
    expect([at('none', 'x'), at('missing', '@'), at('best', '@', 'x')]).toEqual([[], [], []]);
  });

  it('are only those of the types that the path names', () => {
    expect(at('shelves', '@', '@|[Top]')).toEqual([top]);
    expect(at('shelves', '@', '@|[Sharp]')).toEqual([saw]);
    expect([at('best|[Saw]'), at('best|[Top,Person]')]).toEqual([[saw], []]);
    expect(at('|[Saw]', 'best')).toEqual([]);
    expect(objectsAt(saw, readPath(['.|[Saw]'], typeNames), false)).toEqual([saw]);
  });

  it('are told of once where they stand in several places, and of each place where that is asked', () => {
    const path = readPath(['all', '@'], typeNames);

    expect(objectsAt({ all: [saw, top, saw] }, path, true)).toEqual([saw, top]);
    expect(placesAt({ all: [saw, top, saw] }, path).map(({ position }) => position)).toEqual([
      ['all', 0],
      ['all', 1],
      ['all', 2],
    ]);
  });
});

describe.each([1, 2, Number.POSITIVE_INFINITY])('compileRepresenter, by code after %d', (after) => {
  beforeEach(() => {
    writing.after = after;
  });

  const field = (name: string, ...selections: string[]) => ({
    kind: 'Field' as const,
    name,
    ...(selections.length > 0 ? { selections: selections.map((nested) => ({ kind: 'Field' as const, name: nested })) } : {}),
  });
  const on = (typeCondition: string, ...selections: ReturnType<typeof field>[]) => ({
    kind: 'InlineFragment' as const,
    typeCondition,
    selections,
  });

  it('names objects alike that have the same key, and no others', () => {
    const { keyOf } = compileRepresenter([on('Saw', field('__typename'), field('code'))], typeNames);
    const key = (code: unknown) => keyOf({ __typename: 'Saw', code, more: Math.random() });

    expect(key('1')).toBe(key('1'));
    expect(new Set([key('1'), key(1), key(null), key('null'), key('\u00001'), key('\u0000"1"'), key('"1"')]).size).toBe(7);
    expect([key(undefined), keyOf({ __typename: 'Person', code: '1' })]).toEqual([null, null]);
  });

  it('tells objects of different types and keys of several parts apart', () => {
    const { keyOf, represent } = compileRepresenter([on('Ware', field('__typename'), field('code'), field('size'))], typeNames);
    const keys = [
      { __typename: 'Saw', code: '1', size: '23' },
      { __typename: 'Top', code: '1', size: '23' },
      { __typename: 'Saw', code: '12', size: '3' },
    ].map(keyOf);

    expect(new Set(keys).size).toBe(3);
    expect(represent({ __typename: 'Saw', code: '1', size: 2, other: 3 })).toEqual({ __typename: 'Saw', code: '1', size: 2 });
  });

  it('takes nested objects and lists along, and leaves an object without a name where a part is missing', () => {
    const { keyOf, represent } = compileRepresenter([on('Saw', field('__typename'), field('parts', 'id'))], typeNames);
    const saw = { __typename: 'Saw', parts: [[{ id: 1, name: 'a' }, null], [{ name: 'b' }]] };

    expect(represent(saw)).toEqual({ __typename: 'Saw', parts: [[{ id: 1 }, null], [null]] });
    expect(keyOf(saw)).toBe(keyOf({ ...saw, more: 1 }));
    expect(keyOf({ __typename: 'Saw' })).toBeNull();
  });

  it('puts together what several fragments ask of one object', () => {
    const { represent } = compileRepresenter(
      [
        on('Ware', field('__typename'), field('maker', 'id')),
        on('Saw', field('__typename'), field('maker', 'name')),
        on('Top', field('age')),
      ],
      typeNames,
    );

    expect(represent({ __typename: 'Saw', maker: { id: 1, name: 'A', age: 3 } })).toEqual({
      __typename: 'Saw',
      maker: { id: 1, name: 'A' },
    });
  });
});

describe('compileRewrites', () => {
  it('renames keys where their types fit, whatever their values, the deepest ones first', () => {
    const rewrite = compileRewrites(
      [
        { kind: 'KeyRenamer', path: ['... on Saw', 'a__alias_0'], renameKeyTo: 'a' },
        { kind: 'KeyRenamer', path: ['... on Saw', 'a__alias_0', 'b__alias_0'], renameKeyTo: 'b' },
      ],
      typeNames,
    );
    const values = [{ __typename: 'Saw', a__alias_0: [{ b__alias_0: 0 }] }, { __typename: 'Top', a__alias_0: 1 }, null];

    rewrite?.(values);

    expect(JSON.parse(JSON.stringify(values))).toEqual([{ __typename: 'Saw', a: [{ b: 0 }] }, { __typename: 'Top', a__alias_0: 1 }, null]);
  });

  it('puts what it renames to what goes by that name already', () => {
    const value = { a: { x: 1 }, a__alias_0: { y: 2 } };

    compileRewrites([{ kind: 'KeyRenamer', path: ['a__alias_0'], renameKeyTo: 'a' }], typeNames)?.(value);

    expect(JSON.parse(JSON.stringify(value))).toEqual({ a: { x: 1, y: 2 } });
  });

  it('sets values', () => {
    const value = { __typename: 'Saw', code: 1 };

    compileRewrites([{ kind: 'ValueSetter', path: ['... on Saw', '__typename'], setValueTo: 'Ware' }], typeNames)?.(value);

    expect(value).toEqual({ __typename: 'Ware', code: 1 });
    expect(compileRewrites([], typeNames)).toBeNull();
  });
});

const fetchOf = (operation: string, more: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  serviceName: operation,
  operation,
  operationName: undefined,
  operationKind: OperationTypeNode.QUERY,
  ...more,
});
const entities = (selection: string, ...needs: string[]) =>
  fetchOf(`{_entities(representations:[]){... on Saw{${selection}}}}`, {
    requires: [
      { kind: 'InlineFragment', typeCondition: 'Saw', selections: ['__typename', ...needs].map((name) => ({ kind: 'Field', name })) },
    ],
  });
const flatten = (path: string[], node: PlanNode): PlanNode => ({ kind: 'Flatten', path, node });
const waits = (node: PlanNode) => stepsOf({ kind: 'QueryPlan', node }, typeNames).map(({ after }) => after);

describe('stepsOf', () => {
  const root = fetchOf('{wares{__typename code}}');

  it('lets a fetch wait for what brings what it reads, and for nothing else', () => {
    const sequence: PlanNode = {
      kind: 'Sequence',
      nodes: [
        { kind: 'Parallel', nodes: [root, fetchOf('{people{id}}')] },
        { kind: 'Parallel', nodes: [flatten(['wares', '@'], entities('price', 'code')), flatten(['people', '@'], entities('name', 'id'))] },
        flatten(['wares', '@'], entities('shipping', 'code', 'price')),
      ],
    };

    expect(waits(sequence)).toEqual([[], [], [0], [1], [0, 2]]);
  });

  it('knows what is renamed and what stands in fragments', () => {
    const renamed = fetchOf('{...F}fragment F on Query{wares{__typename code__alias_0:code}}', {
      outputRewrites: [{ kind: 'KeyRenamer', path: ['wares', 'code__alias_0'], renameKeyTo: 'code' }],
    });

    expect(waits({ kind: 'Sequence', nodes: [renamed, flatten(['wares', '@'], entities('price', 'code'))] })).toEqual([[], [0]]);
  });

  it('does one mutation after the other, with all that belongs to them', () => {
    const mutation = (text: string) => fetchOf(text, { operationKind: OperationTypeNode.MUTATION });
    const nodes = [mutation('mutation{a{__typename code}}'), flatten(['a'], entities('price', 'code')), mutation('mutation{b{code}}')];

    expect(waits({ kind: 'Sequence', nodes })).toEqual([[], [0], [0, 1]]);
  });

  it('keeps conditions, and refuses @defer', () => {
    const node: PlanNode = {
      kind: 'Condition',
      condition: 'x',
      ifClause: root,
      elseClause: { kind: 'Condition', condition: 'y', ifClause: root },
    };

    expect(stepsOf({ kind: 'QueryPlan', node }, typeNames).map(({ conditions }) => conditions)).toEqual([
      [{ variable: 'x', is: true }],
      [
        { variable: 'x', is: false },
        { variable: 'y', is: true },
      ],
    ]);
    expect(() => waits({ kind: 'Defer', primary: {}, deferred: [] })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });
});

describe('compileContext', () => {
  it('reads from the objects above, through lists and by their types', () => {
    const read = compileContext(
      fetchOf('{x}', {
        contextRewrites: [
          { kind: 'KeyRenamer', path: ['..', '... on Top', 'age'], renameKeyTo: 'v' },
          { kind: 'KeyRenamer', path: ['..', '... on Saw', 'teeth'], renameKeyTo: 'v' },
        ],
      }),
      typeNames,
    );
    const root = {
      wares: [
        { __typename: 'Saw', teeth: 0, parts: [{ id: 1 }] },
        { __typename: 'Top', age: 3, parts: [{ id: 2 }] },
      ],
    };

    expect(read?.(root, ['wares', 0, 'parts', 0])).toEqual({ v: 0 });
    expect(read?.(root, ['wares', 1, 'parts', 0])).toEqual({ v: 3 });
    expect(compileContext(fetchOf('{x}'), typeNames)).toBeNull();
  });
});
