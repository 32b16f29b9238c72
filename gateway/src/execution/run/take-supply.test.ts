import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Asking, type Federation, told } from '../../testing/a-federation.js';
import { aShop } from '../../testing/shop-federation.js';
import { writing } from '../generated.js';

/** The names of people are told at the root, and would be asked for once more below the reviews. */
const NAMES = '{ people { id name } reviews { stars author { name } } }';
const DISCOUNTS = '{ people { rank discount } reviews { author { discount } } }';

describe.each([1, Number.POSITIVE_INFINITY])('what a subgraph has told of an entity in the same request, by code after %d', (after) => {
  let shop: Federation;
  beforeAll(() => {
    writing.after = after;
    shop = aShop({ joins: true });
  });
  beforeEach(() => {
    writing.after = after;
  });

  /** Apollo's executor gives the same. @returns the calls that ours made. */
  async function callsFor(query: string, asking: Asking = {}): Promise<string[]> {
    const stock = await shop.askStock(query, asking);
    expect(await shop.ask(query, asking)).toEqual(stock);
    return shop.calls.map(({ subgraph }) => subgraph).sort();
  }

  it('is not asked for again', async () => {
    expect(await callsFor(NAMES)).toEqual(['people', 'reviews']);
  });

  it('is not asked for again where it needs something of the entity, as long as that is the same', async () => {
    expect(await callsFor(DISCOUNTS)).toEqual(['people', 'prices', 'reviews']);
  });

  it('is asked for of those whom nobody has told of', async () => {
    expect(await callsFor('{ person(id: "2") { id name } reviews { author { name } } }')).toEqual(['people', 'people', 'reviews']);
    const asked = shop.calls.find(({ query }) => query.includes('_entities'));

    expect(asked?.variables.representations).toEqual(['3', '1'].map((id) => ({ __typename: 'Person', id })));
  });

  it('is asked for where more, less certain, or something else by that name was told', async () => {
    expect(await callsFor('{ people { id name } reviews { author { name rank } } }')).toEqual(['people', 'people', 'reviews']);
    expect(
      await callsFor('query ($r: Boolean!) { people { id name @include(if: $r) } reviews { author { name } } }', {
        variables: { r: true },
      }),
    ).toEqual(['people', 'people', 'reviews']);
  });

  it('is asked for again where what was told came with an error', async () => {
    const faulty: Answer = async ({ query }, own) => {
      const answer = (await own()) as { data: { people?: { name: unknown }[] } };
      if (query.includes('_entities') || !answer.data.people) return answer;
      return { ...answer, errors: [{ message: 'not all of it', path: ['people', 0, 'rank'], extensions: { code: 'ODD', kind: 'FAULT' } }] };
    };
    const result = await shop.ask('{ people { id name rank } reviews { author { name } } }', { answer: faulty });

    expect(told(result)).toEqual(['ODD people.0.rank']);
    expect(result.data.reviews.map(({ author }: { author: { name: string } }) => author.name)).toEqual(['Grace', 'Edsger', 'Grace', 'Ada']);
    expect(shop.calls.map(({ subgraph }) => subgraph).sort()).toEqual(['people', 'people', 'reviews']);
  });

  it('is asked for again of a subgraph that is asked for each place alone', async () => {
    const alone = aShop();
    await alone.ask(NAMES);

    expect(alone.calls.map(({ subgraph }) => subgraph).sort()).toEqual(['people', 'people', 'reviews']);
  });

  it('is asked for again where something is changed on the way', async () => {
    const query =
      'mutation { stock(code: "t1") { maker { name } } rename(id: "1", name: "Eve") { name } again: stock(code: "t1") { maker { name } } }';
    await shop.ask(query);

    expect(shop.calls.filter(({ query: asked }) => asked.includes('_entities'))).toHaveLength(2);
  });
});
