import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { anonymous } from '../../auth/index.js';
import { createExecutor } from '../index.js';
import { PreparedDocuments } from './index.js';

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

async function answerOf(schema: GraphQLSchema, query: string) {
  const ctx: Context = { told: [] };
  const answer = await createExecutor(schema)({ query, identity: anonymous, requestId: 'r' }, ctx, (error) => error.toJSON());
  return { answer, told: [...ctx.told] };
}

const slow = (name: string) => async (_source: unknown, _args: unknown, ctx: Context) => {
  await turns(20);
  ctx.told.push(name);
  return name;
};
const fails = () => Promise.reject(new Error('no'));
const throws = () => {
  throw new Error('no');
};

describe('an answer', () => {
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
});
