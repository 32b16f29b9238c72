import { beforeAll, describe, expect, it } from '@jest/globals';
import { SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { type Answer, type Federation, type Result, told } from '../../testing/a-federation.js';
import { aShop } from '../../testing/shop-federation.js';

let joining: Federation;
let single: Federation;
beforeAll(() => {
  joining = aShop({ joins: true });
  single = aShop();
});

/** The people of `wares` and of `reviews` are known at the same time. */
const TWO_PLACES = '{ wares { maker { name wares { code } } } reviews { author { nick rank } } }';
/** The same is asked of both. */
const ALIKE = '{ wares { maker { name } } reviews { author { name } } }';

const calls = ({ calls: all }: Federation) => all.map(({ subgraph }) => subgraph).sort();
const callsOf = (subgraph: string, { calls: all }: Federation) => all.filter((call) => call.subgraph === subgraph);
const bySubgraph = (federation: Federation) => callsOf('people', federation).map(({ query }) => query);

/** Both answer; what is asked in several calls of one is asked in one of the other. */
async function both(query: string, answer?: Answer): Promise<[Result, Result]> {
  const asking = answer ? { answer } : {};
  return [await joining.ask(query, asking), await single.ask(query, asking)];
}

/** Answers of the named subgraph, changed. */
const changed =
  (name: string, change: (answer: { data: Record<string, unknown> | null; errors?: object[] }) => unknown): Answer =>
  async ({ subgraph, query }, own) => {
    const answer = (await own()) as { data: Record<string, unknown> };
    return subgraph === name && query.includes('_entities') ? change(answer) : answer;
  };

describe('entities of several places', () => {
  it('are asked for in one call, with the same result', async () => {
    const [joined, one] = await both(TWO_PLACES);

    expect(joined).toEqual(one);
    expect([calls(single), calls(joining)]).toEqual([
      ['people', 'people', 'reviews', 'wares'],
      ['people', 'reviews', 'wares'],
    ]);
    expect(bySubgraph(joining)[0]).toMatch(/^query\(\$representations_0:.*_0:_entities\(.*_1:_entities\(/);
  });

  it('are asked for once where the same is asked of them', async () => {
    const [joined, one] = await both(ALIKE);

    expect(joined).toEqual(one);
    expect(callsOf('people', joining).map(({ variables }) => variables)).toEqual([
      { representations_0: ['1', '2', '3'].map((id) => ({ __typename: 'Person', id })) },
    ]);
  });

  it('take the variables of the client along', async () => {
    const ask = (federation: Federation) =>
      federation.ask('query ($r: Boolean!) { wares { maker { name @include(if: $r) } } reviews { author { nick rank @skip(if: $r) } } }', {
        variables: { r: true },
      });

    expect(await ask(joining)).toEqual(await ask(single));
    expect(callsOf('people', joining)).toHaveLength(1);
  });

  it('are asked for alone where there is one place', async () => {
    const [joined, one] = await both('{ wares { maker { name } } }');

    expect(joined).toEqual(one);
    expect(joining.calls).toEqual(single.calls);
  });

  it.each([TWO_PLACES, ALIKE])('have errors where they belong: %s', async (query) => {
    const failing = changed('people', ({ data, errors = [] }) => {
      const found = Object.entries(data ?? {}).flatMap(([key, list]) =>
        (list as Record<string, unknown>[]).flatMap((entity, index) => {
          if (entity.id === '2' || JSON.stringify(entity).includes('Grace') || entity.rank === 'PLAIN') {
            for (const name of Object.keys(entity)) if (name !== '__typename') entity[name] = null;
            return [{ message: 'no', path: [key, index, 'name'], extensions: { code: 'NO', kind: 'invalid' } }];
          }
          return [];
        }),
      );
      return { data, errors: [...errors, ...found] };
    });
    const [joined, one] = await both(query, failing);

    expect(one.errors.length).toBeGreaterThan(0);
    expect(joined.data).toEqual(one.data);
    expect(told(joined).sort()).toEqual(told(one).sort());
  });

  it('are asked for one by one where what fails takes all of them with it', async () => {
    const failing = changed('people', ({ data }) =>
      data && '_1' in data ? { data: null, errors: [{ message: 'no', path: ['_1'] }] } : { data },
    );
    const [joined, one] = await both(TWO_PLACES, failing);

    expect(joined).toEqual(one);
    expect(joined.errors).toEqual([]);
    expect(callsOf('people', joining)).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['does not answer', ({ subgraph }, own) => (subgraph === 'people' ? Promise.reject(new SubgraphUnavailableError('people')) : own())],
    ['answers nothing', changed('people', () => ({ data: null }))],
    ['answers too few', changed('people', ({ data }) => ({ data: mapped(data, (list) => list.slice(1)) }))],
    ['answers no list', changed('people', ({ data }) => ({ data: mapped(data, () => 'x') }))],
    ['answers no entities', changed('people', ({ data }) => ({ data: mapped(data, (list) => list.map(() => 1)) }))],
    ['answers with null for each', changed('people', ({ data }) => ({ data: mapped(data, (list) => list.map(() => null)) }))],
    [
      'fails without saying where',
      changed('people', ({ data }) => ({ data: mapped(data, (list) => list.map(() => null)), errors: [{ message: 'no' }] })),
    ],
  ])('are all told of where the subgraph %s', async (_, answer) => {
    const [joined, one] = await both(TWO_PLACES, answer);

    expect(joined.data).toEqual(one.data);
    expect(told(joined).sort()).toEqual(told(one).sort());
    expect(joined.errors.length).toBeGreaterThan(0);
  });
});

const mapped = (data: Record<string, unknown> | null, change: (list: unknown[]) => unknown) =>
  data && Object.fromEntries(Object.entries(data).map(([key, list]) => [key, change(list as unknown[])]));
