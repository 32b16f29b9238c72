import { describe, expect, it } from '@jest/globals';
import { aFederation } from '../testing/a-federation.js';

const same = (value: unknown) => value;

describe('a field that requires a field that requires another', () => {
  it('is fetched after both, though the first subgraph names what the other has', async () => {
    const federation = aFederation({
      wares: {
        sdl: `type Ware @key(fields: "id") { id: ID! weight: Int fee: Int @external total: String @requires(fields: "fee") }`,
        resolvers: {
          Ware: {
            __resolveReference: (ware: { fee?: number }) => ({ weight: 10, ...ware }),
            total: ({ fee }: { fee: number }) => `in all ${fee}`,
          },
        },
      },
      fees: {
        sdl: `
          type Query { ware: Ware }
          type Ware @key(fields: "id") { id: ID! weight: Int @external fee: Int @requires(fields: "weight") }`,
        resolvers: {
          Query: { ware: () => ({ id: '1' }) },
          Ware: { __resolveReference: same, fee: ({ weight }: { weight: number }) => weight * 2 },
        },
      },
    });

    expect(await federation.ask('{ ware { total } }')).toEqual({ data: { ware: { total: 'in all 20' } }, errors: [] });
    expect(federation.calls.map(({ subgraph, query }) => [subgraph, query.replace(/^.*?(\w+)\}+$/, '$1')])).toEqual([
      ['fees', 'id'],
      ['wares', 'weight'],
      ['fees', 'fee'],
      ['wares', 'total'],
    ]);
  });
});
