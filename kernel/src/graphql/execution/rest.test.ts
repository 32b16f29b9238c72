import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { anonymous } from '../../auth/index.js';
import { createExecutor } from '../index.js';
import { PreparedDocuments, runOperation } from './index.js';

/** A schema whose resolvers are given by `Type.field`. */
function schemaWith(sdl: string, resolvers: Record<string, (source: unknown, args: unknown, ctx: Context) => unknown>): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [place, resolve] of Object.entries(resolvers)) {
    const [type, field] = place.split('.') as [string, string];
    const definition = (schema.getType(type) as ReturnType<GraphQLSchema['getQueryType']>)?.getFields()[field];
    if (!definition) throw new Error(`There is no ${place}`);
    definition.resolve = resolve;
  }
  return schema;
}

interface Context {
  told: string[];
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const slow = (name: string) => async (_source: unknown, _args: unknown, ctx: Context) => {
  await turns(20);
  ctx.told.push(name);
  return name;
};
const fails = () => Promise.reject(new Error('no'));
const throws = () => {
  throw new Error('no');
};

describe.each([
  ['field by field', Number.POSITIVE_INFINITY],
  ['by functions made of plans', 0],
])('an answer that is made %s', (_way, compileAfter) => {
  const answerOf = async (schema: GraphQLSchema, query: string, variables = {}) => {
    const ctx: Context = { told: [] };
    const run = createExecutor(schema, { compileAfter });
    const answer = await run({ query, variables, identity: anonymous, requestId: 'r' }, ctx, (error) => error.toJSON());
    return { answer, told: [...ctx.told] };
  };

  it.each([
    ['rejects', fails],
    ['throws', throws],
  ])('comes when nothing of its request is at work any more, where a sibling %s', async (_how, failing) => {
    const schema = schemaWith('type Query { part: Part list: [Part!] } type Part { slow: String bad: String! }', {
      'Query.part': () => ({}),
      'Query.list': () => [{}, {}],
      'Part.slow': slow('slow'),
      'Part.bad': failing,
    });

    expect(await answerOf(schema, '{ part { slow bad } }')).toMatchObject({
      answer: { data: { part: null }, errors: [{ message: 'no', path: ['part', 'bad'] }] },
      told: ['slow'],
    });
    expect(await answerOf(schema, '{ list { slow bad } }')).toMatchObject({ answer: { data: { list: null } }, told: ['slow', 'slow'] });
  });

  it('says what is wrong with arguments, even of a property that reads none', async () => {
    const schema = schemaWith('type Query { parts: [Part!] } type Part { text(size: Int!): String }', {
      'Query.parts': () => [{ text: 'long' }],
    });
    const query = 'query ($size: Int = 1) { parts { text(size: $size) } }';

    expect(await answerOf(schema, query)).toMatchObject({ answer: { data: { parts: [{ text: 'long' }] } } });
    expect(await answerOf(schema, query, { size: null })).toMatchObject({
      answer: { data: { parts: [{ text: null }] }, errors: [{ path: ['parts', 0, 'text'] }] },
    });
  });

  it('reads each property once, whatever it is', async () => {
    const schema = schemaWith('type Query { part: Part } type Part { text: String size: Int at: Float late: String made: String }', {
      'Query.part': (_source, _args, ctx) => {
        const tell = (name: string, value: unknown) => {
          ctx.told.push(name);
          return value;
        };
        return {
          get text() {
            return tell('text', 'x');
          },
          get size() {
            return tell('size', null);
          },
          get at() {
            return tell('at', '1.5');
          },
          get late() {
            return tell('late', Promise.resolve('late'));
          },
          made: () => tell('made', 'made'),
        };
      },
    });

    expect(await answerOf(schema, '{ part { text size at late made } }')).toEqual({
      answer: { data: { part: { text: 'x', size: null, at: 1.5, late: 'late', made: 'made' } } },
      told: ['text', 'size', 'at', 'late', 'made'],
    });
  });

  it('says of a property that cannot be read that it failed', async () => {
    const schema = schemaWith('type Query { part: Part } type Part { text: String at: Float! size: Int }', {
      'Query.part': () => ({
        get text() {
          return throws();
        },
        get at() {
          return throws();
        },
        size: 5,
      }),
    });

    expect(await answerOf(schema, '{ part { text size } }')).toMatchObject({
      answer: { data: { part: { text: null, size: 5 } }, errors: [{ message: 'no', path: ['part', 'text'] }] },
    });
    expect(await answerOf(schema, '{ part { at size } }')).toMatchObject({
      answer: { data: { part: null }, errors: [{ message: 'no', path: ['part', 'at'] }] },
    });
  });

  it('comes when nothing is at work any more, where an entry of a list fails', async () => {
    const schema = schemaWith('type Query { list: [Int!] }', {
      'Query.list': (_source, _args, ctx) => [slow('entry')(null, null, ctx).then(() => 1), fails(), new Error('at once')],
    });

    expect(await answerOf(schema, '{ list }')).toMatchObject({
      answer: { data: { list: null }, errors: [{ message: 'at once', path: ['list', 2] }] },
      told: ['entry'],
    });
  });

  it('of a mutation: the next one begins when nothing of the one before it is at work any more', async () => {
    const tell = (name: string) => (_source: unknown, _args: unknown, ctx: Context) => {
      ctx.told.push(name);
      return name;
    };
    const schema = schemaWith('type Query { a: Int } type Mutation { first: Part next: String } type Part { slow: String bad: String! }', {
      'Mutation.first': () => ({}),
      'Mutation.next': tell('next'),
      'Part.slow': slow('slow'),
      'Part.bad': fails,
    });

    expect((await answerOf(schema, 'mutation { first { slow bad } next }')).told).toEqual(['slow', 'next']);
  });
});

describe('prepared documents', () => {
  const schema = buildSchema('type Query { a: Query b: Query c: Int }');

  it('take no more memory than they may, whatever is sent', () => {
    const documents = new PreparedDocuments(schema, { maxBytes: 100_000 });

    for (let number = 0; number < 500; number += 1) documents.get(`{ c${number}: c }`);
    expect(documents.bytes).toBeGreaterThan(50_000);
    expect(documents.bytes).toBeLessThanOrEqual(100_000);
    documents.get(`{ ${'c '.repeat(5_000)} }`);
    documents.get(`{ not valid `);
    expect(documents.bytes).toBeLessThanOrEqual(100_000);
  });

  it('weigh what is planned of them, too', () => {
    const documents = new PreparedDocuments(schema, { maxBytes: 10_000_000 });
    const text = 'query ($x: Boolean!) { a { c b @include(if: $x) { c } } }';
    const prepared = documents.get(text);
    if ('errors' in prepared) throw new Error('It is valid');
    const before = documents.bytes;

    const operation = prepared.operation(undefined);
    for (const x of [true, false]) if (operation) prepared.plan(operation, { x });
    documents.weigh(text, prepared);

    expect(documents.bytes).toBeGreaterThan(before);
    expect(documents.get(text)).toBe(prepared);
  });

  it('weigh what is compiled of them, too', async () => {
    const resolvers = { 'Query.list': () => [{ a: 'a', b: 'b' }] };
    const documents = new PreparedDocuments(schemaWith('type Query { list: [Row] } type Row { a: String b: String }', resolvers), {
      maxBytes: 10_000_000,
      compileAfter: 1,
    });
    const text = '{ list { a b } }';
    const prepared = documents.get(text);
    if ('errors' in prepared) throw new Error('It is valid');
    const operation = prepared.operation(undefined)!;
    const weights: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await runOperation(prepared.plan(operation, {})!, { ctx: {}, rootValue: undefined, variables: {} });
      documents.weigh(text, prepared);
      weights.push(documents.bytes);
    }

    expect(weights[1]! - weights[0]!).toBe(4_000);
    expect(weights[2]).toBe(weights[1]);
  });
});
