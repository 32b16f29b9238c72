import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, aFederation, type Federation, isDown, says, told } from '../testing/a-federation.js';
import { aShop } from '../testing/shop-federation.js';

let shop: Federation;
beforeAll(() => {
  shop = aShop();
});

const ENTITIES = '{ wares { title reviews: code ... on Tool { reviews2: reviews { stars } } } }';
const WITHOUT_REVIEWS = [
  { title: 'Saw', reviews: 't1', reviews2: null },
  { title: 'Axe', reviews: 't2', reviews2: null },
  { title: 'Top', reviews: 'y1' },
];
const AT_TOOLS = ['SUBGRAPH_ANSWER_INVALID wares.0', 'SUBGRAPH_ANSWER_INVALID wares.1'];

describe('an answer that is none leaves the rest as it is, and says where and whose it was', () => {
  it.each([
    ['HTML', '<html>Bad gateway</html>'],
    ['a list', []],
    ['null', null],
    ['nothing', {}],
    ['no data', { data: null }],
    ['data of a wrong type', { data: 'text' }],
    ['no _entities', { data: {} }],
    ['_entities of a wrong type', { data: { _entities: { 0: null } } }],
    ['fewer entities than were asked for', { data: { _entities: [{ reviews: [] }] } }],
    ['more entities than were asked for', { data: { _entities: [null, null, null] } }],
    ['entities of a wrong type', { data: { _entities: ['text', 7] } }],
  ])('%s', async (_, answer) => {
    const result = await shop.ask(ENTITIES, { answer: says('reviews', answer) });

    expect(result.data).toEqual({ wares: WITHOUT_REVIEWS });
    expect(told(result)).toEqual(AT_TOOLS);
    expect(result.errors[0]).toMatchObject({
      message: 'The service "reviews" gave an answer that does not fit the schema',
      extensions: { service: 'reviews', kind: 'unavailable' },
    });
  });

  it('a root that is no object', async () => {
    const result = await shop.ask('{ people { name } wares { code } }', { answer: says('people', { data: 7 }) });

    expect(result.data).toMatchObject({ people: null, wares: [{ code: 't1' }, {}, {}] });
    expect(told(result)).toEqual(['SUBGRAPH_ANSWER_INVALID people']);
  });

  it('values that are not of their types, each at its own place', async () => {
    const people = [
      { name: 'Ada', rank: 'GOLD', nick: 5 },
      { name: 'Grace', rank: 'SILVER', nick: { no: 'text' } },
      { name: ['Edsger'], rank: 'PLAIN', nick: 'Ed' },
    ];
    const result = await shop.ask('{ people { name rank nick } wares { code } }', { answer: says('people', { data: { people } }) });

    expect(result.data).toMatchObject({ people: null, wares: [{ code: 't1' }, {}, {}] });
    expect(told(result)).toEqual([
      'SUBGRAPH_ANSWER_INVALID people.1.rank',
      'SUBGRAPH_ANSWER_INVALID people.1.nick',
      'SUBGRAPH_ANSWER_INVALID people.2.name',
    ]);
  });

  it.each([
    ['an object for a list', { people: { name: 'Ada' } }, 'people'],
    ['a text for an object', { people: ['Ada'] }, 'people.0'],
    ['a list for an object', { people: [[{ name: 'Ada' }]] }, 'people.0'],
    ['null for an entry that may not be null', { people: [null] }, 'people.0'],
    ['null for a field that may not be null', { people: [{ name: null }] }, 'people.0.name'],
    ['a field that is not there', { people: [{}] }, 'people.0.name'],
  ])('%s', async (_, data, path) => {
    const result = await shop.ask('{ people { name } }', { answer: says('people', { data }) });

    expect([result.data, told(result)]).toEqual([{ people: null }, [`SUBGRAPH_ANSWER_INVALID ${path}`]]);
    expect(result.errors[0]?.extensions).toMatchObject({ service: 'people' });
  });

  it('an object of a type that nobody knows, or that does not belong there', async () => {
    for (const __typename of ['Nobody', 'Person', 'constructor', '__proto__']) {
      const wares = [{ __typename, code: 'x', title: 'X' }];
      const result = await shop.ask('{ wares { title } }', { answer: says('wares', { data: { wares } }) });

      expect([result.data, told(result)]).toEqual([{ wares: null }, ['SUBGRAPH_ANSWER_INVALID wares.0']]);
    }
  });

  it('a huge list of nonsense, told of a few times only', async () => {
    const result = await shop.ask('{ people { nick } }', {
      answer: says('people', { data: { people: Array(100_000).fill({ nick: {} }) } }),
    });

    expect([result.data.people.length, result.data.people[99_999], result.errors.length]).toEqual([100_000, { nick: null }, 50]);
  });

  it('keys that could reach into what every object has', async () => {
    const text = '{"people":[{"__proto__":{"polluted":true},"name":"Ada"}]}';
    const result = await shop.ask('{ people { name constructor: nick toString: rank __proto__: name } }', {
      answer: ({ subgraph }, own) => (subgraph === 'people' ? { data: JSON.parse(text) } : own()),
    });

    expect(JSON.stringify(result.data)).toBe('{"people":[{"name":"Ada","constructor":null,"toString":null,"__proto__":"Ada"}]}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("a subgraph's errors", () => {
  it('stand at the places of the client, however they count their entities', async () => {
    const error = { message: 'no reviews today', path: ['_entities', 1, 'reviews'], extensions: { code: 'CLOSED' } };
    const result = await shop.ask(ENTITIES, {
      answer: says('reviews', { data: { _entities: [{ reviews: [] }, { reviews: null }] }, errors: [error] }),
    });

    expect(told(result)).toEqual(['CLOSED wares.1.reviews2']);
    expect(result.errors[0]).toMatchObject({ message: 'no reviews today', extensions: { code: 'CLOSED', serviceName: 'reviews' } });
  });

  it('stand at every place of an entity that is asked for once', async () => {
    const error = { message: 'who?', path: ['_entities', 0, 'name'] };
    const result = await shop.ask('{ reviews { author { name } } }', {
      answer: says('people', { data: { _entities: [null, { name: 'Edsger' }, { name: 'Ada' }] }, errors: [error] }),
    });

    expect(told(result)).toEqual(['DOWNSTREAM_SERVICE_ERROR reviews.0.author.name', 'DOWNSTREAM_SERVICE_ERROR reviews.2.author.name']);
    expect(result.data).toBeNull();
  });

  it.each([
    ['is missing', undefined],
    ['leads to no entity', ['_entities', 99, 'x']],
    ['has no index', ['_entities']],
    ['is a text', 'wares'],
    ['holds something else', [{ a: 1 }, null]],
    ['is empty', []],
  ])('have no path where theirs %s', async (_, path) => {
    const result = await shop.ask(ENTITIES, { answer: says('reviews', { data: null, errors: [{ message: 'oh', path }] }) });

    expect([result.data, told(result)]).toEqual([{ wares: WITHOUT_REVIEWS }, ['DOWNSTREAM_SERVICE_ERROR ?']]);
  });

  it.each([[['text']], [[null]], [[{}]], [[{ message: 7, extensions: 'x' }]]])('may be anything: %j', async (errors) => {
    const result = await shop.ask(ENTITIES, { answer: says('reviews', { errors }) });

    expect(result.errors).toMatchObject([{ message: 'Error while fetching from "reviews"', extensions: { serviceName: 'reviews' } }]);
    expect(result.data).toEqual({ wares: WITHOUT_REVIEWS });
  });

  it('explain all that is missing with the field that failed, of an entity as of the roots of one call', async () => {
    const error = (...path: (string | number)[]) => ({ message: 'failed', path });
    const roots = { data: null, errors: [error('reviews__2', 0, 'stars')] };
    const result = await shop.ask('{ again: reviews { id } reviews { stars } wares { code } }', { answer: says('reviews', roots) });

    expect([result.data, told(result)]).toEqual([null, ['DOWNSTREAM_SERVICE_ERROR reviews.0.stars']]);
    const entities = { data: { _entities: [null, { price: 1 }, { price: 1 }] }, errors: [error('_entities', 0, 'shipping')] };
    const query = '{ wares { code ... on Tool { price shipping } ... on Toy { price } } }';
    expect(told(await shop.ask(query, { answer: says('prices', entities) }))).toEqual(['DOWNSTREAM_SERVICE_ERROR wares.0.shipping']);
  });

  it('explain what they have taken along, though another subgraph has a part of it', async () => {
    const federation = aFederation({
      a: { sdl: 'type Query { stats: Stats @shareable } type Stats { users: Int! teams: Int! }' },
      b: {
        sdl: 'type Query { stats: Stats @shareable } type Stats { orders: Int }',
        resolvers: { Query: { stats: () => ({ orders: 2 }) } },
      },
    });
    const answer = says('a', { data: { stats: null }, errors: [{ message: 'no teams', path: ['stats', 'teams'] }] });
    const result = await federation.ask('{ stats { users teams orders } }', { answer });

    expect([result.data, told(result)]).toEqual([{ stats: null }, ['DOWNSTREAM_SERVICE_ERROR stats.teams']]);
  });

  it('explain the nulls that they leave, so that nothing more is said of those', async () => {
    const result = await shop.ask('{ people { name reviews { stars } } wares { code } }', {
      answer: says('reviews', { data: { _entities: [null, null, null] }, errors: [{ message: 'closed', path: ['_entities', 0] }] }),
    });

    expect(told(result)).toEqual([
      'DOWNSTREAM_SERVICE_ERROR people.0',
      // The other two were left out without a word.
    ]);
    expect(result.data).toMatchObject({ people: null });
  });
});

describe('a subgraph that does not answer', () => {
  it('is named at the first places of a long list', async () => {
    const people = Array.from({ length: 60 }, (_, index) => ({ __typename: 'Person', id: `${index}`, name: 'P' }));
    const answer: Answer = (call, own) => (call.subgraph === 'people' ? { data: { people } } : isDown('reviews')(call, own));
    const result = await shop.ask('{ people { name reviews { stars } } }', { answer });

    expect(told(result)).toEqual(Array.from({ length: 20 }, (_, index) => `SUBGRAPH_UNAVAILABLE people.${index}`));
    expect(result.data).toEqual({ people: null });
  });

  it('is not asked again for what hangs on it, and no other is blamed', async () => {
    const result = await shop.ask('{ wares { title maker { discount } } }', { answer: isDown('people') });

    expect(shop.calls.map(({ subgraph }) => subgraph)).toEqual(['wares', 'people']);
    expect(new Set(told(result))).toEqual(
      new Set(['SUBGRAPH_UNAVAILABLE wares.0.maker', 'SUBGRAPH_UNAVAILABLE wares.1.maker', 'SUBGRAPH_UNAVAILABLE wares.2.maker']),
    );
    expect(result.data.wares[0]).toEqual({ title: 'Saw', maker: { discount: null } });
  });

  it('through a fault of our own is told of once, for it is masked', async () => {
    const answer: Answer = ({ subgraph }, own) => (subgraph === 'reviews' ? Promise.reject(new TypeError('x is not a function')) : own());
    const result = await shop.ask(ENTITIES, { answer });

    expect(result.errors).toMatchObject([{ message: 'x is not a function', path: ['wares', 0], extensions: { serviceName: 'reviews' } }]);
    expect(result.data).toEqual({ wares: WITHOUT_REVIEWS });
  });
});
