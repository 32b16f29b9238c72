import { describe, expect, it } from '@jest/globals';
import { aFederation } from '../../testing/a-federation.js';

const same = (value: unknown) => value;

/** Answers what it was handed, and nothing where it was handed nothing. */
const from = (name: string) => (ware: Record<string, unknown>) => (ware[name] === undefined ? null : `${name} ${ware[name]}`);

describe('a field with a @requires that the planner asks for too early', () => {
  const federation = aFederation({
    shop: {
      sdl: `
        type Query { ware: Ware }
        type Ware @key(fields: "id") { id: ID! weight(in: String): Int @external box: Box @external fee(by: String): String @requires(fields: "weight(in: \\"kg\\") box { size }") }
        type Box { size: Int @external }`,
      resolvers: {
        Query: { ware: () => ({ id: '1' }) },
        Ware: {
          __resolveReference: same,
          fee: ({ weight, box }: { weight?: number; box?: { size: number } }) => box && `fee ${weight} ${box.size}`,
        },
      },
    },
    store: {
      sdl: 'type Ware @key(fields: "id") { id: ID! weight(in: String): Int box: Box } type Box { size: Int }',
      resolvers: {
        Ware: {
          __resolveReference: same,
          weight: (_: unknown, given: { in?: string }) => (given.in === 'kg' ? 7 : 7000),
          box: () => ({ size: 3 }),
        },
      },
    },
    bills: {
      sdl: 'type Ware @key(fields: "id") { id: ID! fee(by: String): String @external total: String @requires(fields: "fee") }',
      resolvers: { Ware: { __resolveReference: same, total: from('fee') } },
    },
  });

  it('has a step of its own, between what it needs and what needs it', async () => {
    const { data, errors } = await federation.ask('{ ware { total weight } }');

    expect([data, errors]).toEqual([{ ware: { total: 'fee fee 7 3', weight: 7000 } }, []]);
    const calls = federation.calls.map(({ subgraph }) => subgraph);
    expect([calls[0], calls.at(-2), calls.at(-1)]).toEqual(['shop', 'shop', 'bills']);
    expect(federation.calls.at(-2)?.variables.representations).toEqual([{ __typename: 'Ware', id: '1', weight: 7, box: { size: 3 } }]);
  });

  it('has it with the arguments of the client, too', async () => {
    const { data, errors } = await federation.ask('query ($by: String) { ware { fee(by: $by) total } }', { variables: { by: 'air' } });

    expect([data, errors]).toEqual([{ ware: { fee: 'fee 7 3', total: 'fee fee 7 3' } }, []]);
  });
});
