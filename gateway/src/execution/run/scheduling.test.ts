import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Federation } from '../../testing/a-federation.js';
import { aShop } from '../../testing/shop-federation.js';

let shop: Federation;
beforeAll(() => {
  shop = aShop();
});

/** Answers calls when the test says so. */
function gates() {
  const waiting = new Map<string, () => void>();
  const answer: Answer = ({ subgraph }, own) =>
    new Promise((resolve) => {
      waiting.set(subgraph, () => resolve(own()));
    });
  return {
    answer,
    async open(subgraph: string) {
      await settled();
      const go = waiting.get(subgraph);
      if (!go) throw new Error(`"${subgraph}" was not asked`);
      waiting.delete(subgraph);
      go();
      await settled();
      return [...waiting.keys()].sort();
    },
  };
}

async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}

describe('a fetch', () => {
  it('starts as soon as what it reads is there, though others still run', async () => {
    const { answer, open } = gates();
    const result = shop.ask('{ people { discount reviews { stars } } wares { title } }', { answer });

    expect(await open('people')).toEqual(['prices', 'reviews', 'wares']);
    expect(await open('prices')).toEqual(['reviews', 'wares']);
    expect(await open('wares')).toEqual(['reviews']);
    expect(await open('reviews')).toEqual([]);
    expect((await result).errors).toEqual([]);
  });

  it('waits for what it requires from another subgraph', async () => {
    const { answer, open } = gates();
    const result = shop.ask('{ wares { maker { discount } } }', { answer });

    expect(await open('wares')).toEqual(['people']);
    expect(await open('people')).toEqual(['prices']);
    expect(await open('prices')).toEqual([]);
    expect((await result).data.wares[0]).toEqual({ maker: { discount: 30 } });
  });

  it('asks for each entity once', async () => {
    await shop.ask('{ reviews { author { name } } }');

    expect(shop.calls.at(-1)?.variables.representations).toEqual(['2', '3', '1'].map((id) => ({ __typename: 'Person', id })));
  });

  it('is not sent where there is nothing to ask for', async () => {
    await shop.ask('{ ware(code: "none") { maker { name } } }');

    expect(shop.calls.map(({ subgraph }) => subgraph)).toEqual(['wares']);
  });

  it('that a condition leaves out is not sent', async () => {
    const query = 'query ($with: Boolean!) { people { name } wares @include(if: $with) { title maker { name } } }';
    const asked = async (variables: Record<string, unknown>) => {
      await shop.ask(query, { variables });
      return shop.calls.map(({ subgraph }) => subgraph).sort();
    };

    expect(await asked({ with: false })).toEqual(['people']);
    expect(await asked({ with: true })).toEqual(['people', 'people', 'wares']);
  });
});

describe('mutations', () => {
  it('run one after the other, and what belongs to one before the next', async () => {
    const { answer, open } = gates();
    const result = shop.ask('mutation { stock(code: "t1") { maker { name } } rename(id: "2", name: "G") { reviews { stars } } }', {
      answer,
    });

    expect(await open('wares')).toEqual(['people']);
    expect(shop.calls.map(({ query }) => query.slice(0, 8))).toEqual(['mutation', 'query($r']);
    expect(await open('people')).toEqual(['people']);
    expect(await open('people')).toEqual(['reviews']);
    await open('reviews');
    expect((await result).errors).toEqual([]);
  });
});
