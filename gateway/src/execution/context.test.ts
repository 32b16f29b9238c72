import { describe, expect, it } from '@jest/globals';
import { aFederation } from '../testing/a-federation.js';

const same = (value: unknown) => value;

describe('arguments from the objects above', () => {
  it('are those of each place, though the entity is the same', async () => {
    const federation = aFederation({
      a: {
        sdl: `
          type Query { shops: [Shop!]! }
          type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! wares: [Ware!]! }
          type Ware @key(fields: "id") { id: ID! price(currency: String @fromContext(field: "$shop { currency }")): String! part: Part! }
          type Part @key(fields: "id") { id: ID! label(currency: String @fromContext(field: "$shop { currency }")): String! }`,
        resolvers: {
          Query: { shops: () => ['EUR', 'USD'].map((currency) => ({ id: currency, currency, wares: [{ id: 'w' }] })) },
          Shop: { __resolveReference: same },
          Ware: {
            __resolveReference: same,
            price: ({ id }: { id: string }, { currency }: { currency: string }) => `${id} ${currency}`,
            part: () => ({ id: 'p' }),
          },
          Part: { __resolveReference: same, label: ({ id }: { id: string }, { currency }: { currency: string }) => `${id} ${currency}` },
        },
      },
      b: {
        sdl: 'type Ware @key(fields: "id") { id: ID! name: String }',
        resolvers: { Ware: { __resolveReference: same, name: () => 'Saw' } },
      },
    });
    const { data, errors } = await federation.ask('{ shops { wares { name price part { label } } } }');

    expect(errors).toEqual([]);
    expect(data).toEqual({
      shops: [
        { wares: [{ name: 'Saw', price: 'w EUR', part: { label: 'p EUR' } }] },
        { wares: [{ name: 'Saw', price: 'w USD', part: { label: 'p USD' } }] },
      ],
    });
  });
});
