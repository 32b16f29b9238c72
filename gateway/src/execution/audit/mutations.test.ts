import { beforeEach, describe, expect, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

type Key = { id: string };
const MODULES: { id: string; name: string; price: number }[] = [{ id: 'm1', name: 'Billing', price: 9.5 }];
let total = 0;
beforeEach(() => {
  total = 0;
});

const modules = aStrictFederation({
  registry: {
    sdl: `
      type Mutation {
        publish(input: PublishInput!): Module! group(name: String!): Group! @shareable multiply(by: Int!): Int!
      }
      type Query { module(id: ID!): Module! modules: [Module!]! } input PublishInput { name: String! price: Float! }
      type Module @key(fields: "id") { id: ID! name: String! price: Float! } type Group @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { module: (_: unknown, key: Key) => byKey(MODULES, 'id')(key), modules: () => MODULES },
      Mutation: {
        publish: (_: unknown, { input }: { input: { name: string; price: number } }) => {
          const module = { id: `m${MODULES.length + 1}`, ...input };
          MODULES.push(module);
          return module;
        },
        group: () => ({ id: 'g1' }),
        multiply: (_: unknown, { by }: { by: number }) => {
          total *= by;
          return total;
        },
      },
      Module: { __resolveReference: byKey(MODULES, 'id') },
    },
  },
  costs: {
    sdl: `
      type Module @key(fields: "id") { id: ID! price: Float! @external isDear: Boolean! @requires(fields: "price") isFree: Boolean! }
      type Mutation { clear: Int! group(name: String!): Group! @shareable } type Group @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Mutation: {
        clear: () => {
          const last = total;
          total = 0;
          return last;
        },
        group: () => ({ id: 'g1', name: 'Sales' }),
      },
      Module: {
        __resolveReference: (module: object) => module,
        isDear: (module: object) => Number(handed('price')(module)) > 100,
        isFree: () => false,
      },
      Group: { __resolveReference: ({ id }: Key) => ({ id, name: 'Sales' }) },
    },
  },
  counter: {
    sdl: 'type Mutation { add(number: Int!): Int! }',
    resolvers: {
      Mutation: {
        add: (_: unknown, { number }: { number: number }) => {
          total += number;
          return total;
        },
      },
    },
  },
});

describe('mutations', () => {
  it('are followed by queries for what other subgraphs know of their result', async () => {
    await modules.answers('mutation { publish(input: { name: "Stock", price: 599.5 }) { name price isDear isFree } }', {
      publish: { name: 'Stock', price: 599.5, isDear: true, isFree: false },
    });
    expect(modules.calls.map(({ query }) => query.split(/[({]/, 1)[0])).toEqual(['mutation', 'query']);

    await modules.answers('{ module(id: "m1") { id name price isDear isFree } }', {
      module: { id: 'm1', name: 'Billing', price: 9.5, isDear: false, isFree: false },
    });
  });

  it('run one after the other in the order of the document, whatever their subgraphs', () =>
    modules.answers('mutation { five: add(number: 5) ten: multiply(by: 2) twelve: add(number: 2) last: clear }', {
      five: 5,
      ten: 10,
      twelve: 12,
      last: 12,
    }));

  it('run once where two subgraphs could do it', async () => {
    await modules.answers('mutation { group(name: "Sales") { id name } }', { group: { id: 'g1', name: 'Sales' } });

    expect(modules.calls.filter(({ query }) => query.startsWith('mutation'))).toHaveLength(1);
  });
});
