import { describe, it } from '@jest/globals';
import { aStrictFederation, byKey, handed } from '../../testing/a-strict-federation.js';

const SIZES: Record<string, object> = { small: { size: 'small', weight: 0.5 }, large: { size: 'large', weight: 6.5 } };
const WARES = [
  { __typename: 'Tool', id: 't1', sku: 's1', box: SIZES.small, by: { email: 'ada@shop' }, maker: { __typename: 'Agency', id: 'a1' } },
  { __typename: 'Toy', id: 'y1', sku: 's2', box: SIZES.large, by: { email: 'bob@shop' }, maker: { __typename: 'Own', email: 'own@shop' } },
];
const REVIEWS = [
  { id: 1, text: 'good', ware: 't1' },
  { id: 2, text: 'bad', ware: 't1' },
];
const TITLES = [
  { id: 't1', title: 'Saw' },
  { id: 'y1', title: 'Top' },
];
type Key = { id: string };
const ware = byKey(WARES, 'id');
const stub = ({ id }: Key) => ({ __typename: WARES.find((known) => known.id === id)!.__typename, id });
const each = (fields: (name: string) => string) => ['Tool', 'Toy'].map(fields).join('\n');
const alike = (name: string) => WARES.filter(({ __typename }) => __typename === name);
const box = 'type Box @shareable { size: String weight: Float }';

const reviewed = (name: string) => ({
  __resolveReference: (key: object) => ({ __typename: name, ...key }),
  count: ({ id }: Key) => REVIEWS.filter(({ ware }) => ware === id).length,
  reviews: ({ id }: Key) => REVIEWS.filter(({ ware }) => ware === id),
  alike: handed('alike'),
  ofAlike: (object: object) => (handed('alike')(object) as Key[]).map(({ id }) => `reviews of ${id}`),
});
const freight = {
  __resolveReference: (key: object) => key,
  delivery: (object: object, { zip }: { zip: string }) => ({ fastest: `${(handed('box')(object) as { size: string }).size} to ${zip}` }),
};

const shop = aStrictFederation({
  agencies: {
    sdl: `
      type Agency @key(fields: "id") { id: ID! company: String email: Email } type Email { address: String }
      type Guild @key(fields: "id") { id: ID! name: String email: String } extend union Maker = Agency | Guild`,
    resolvers: { Agency: { __resolveReference: ({ id }: Key) => ({ id, company: `Agency ${id}`, email: { address: 'a@shop' } }) } },
  },
  titles: {
    sdl: each((name) => `type ${name} @key(fields: "id") { id: ID! title: String }`),
    resolvers: { Tool: { __resolveReference: byKey(TITLES, 'id') }, Toy: { __resolveReference: byKey(TITLES, 'id') } },
  },
  freight: {
    sdl: `
      interface Ware { id: ID! box: Box delivery(zip: String): Delivery } ${box} type Delivery { fastest: String }
      ${each(
        (name) => `type ${name} implements Ware @key(fields: "id") {
        id: ID! box: Box @external delivery(zip: String): Delivery @requires(fields: "box { size weight }")
      }`,
      )}`,
    resolvers: { Tool: freight, Toy: freight },
  },
  wares: {
    sdl: `
      type Query { wares: [Ware] alike(id: ID!): [Ware] }
      interface Ware { id: ID! sku: String box: Box by: Person secret: Boolean @inaccessible } interface Alike { alike: [Ware] } ${box}
      ${each(
        (name) => `type ${name} implements Ware & Alike @key(fields: "id") {
        id: ID! sku: String box: Box @shareable by: Person secret: Boolean alike: [${name}] maker: Maker
      }`,
      )}
      union Maker = Agency | Own type Agency { id: ID! @shareable } type Own { email: String }
      type Person @key(fields: "email") { email: ID! made: Int @shareable }`,
    resolvers: {
      Query: { wares: () => WARES, alike: (_: unknown, { id }: Key) => alike(stub({ id }).__typename) },
      Tool: { __resolveReference: ware, alike: () => alike('Tool') },
      Toy: { __resolveReference: ware, alike: () => alike('Toy') },
      Person: { made: () => 2 },
    },
  },
  reviews: {
    sdl: `
      interface Ware { id: ID! count: Int! reviews: [Review!]! } interface Alike { alike: [Ware] }
      ${each(
        (name) => `type ${name} implements Ware & Alike @key(fields: "id") {
        id: ID! count: Int! reviews: [Review!]! alike: [${name}] @external ofAlike: [String!]! @requires(fields: "alike { id }")
      }`,
      )}
      type Query { review(id: Int!): Review } type Review { id: Int! text: String! ware: Ware }`,
    resolvers: {
      Tool: reviewed('Tool'),
      Toy: reviewed('Toy'),
      Review: { ware: (review: { ware: string }) => stub({ id: review.ware }) },
    },
  },
});

/** The reviews of the first ware, each with what is asked of the ware that it is about. */
const about = (told: object) => ({
  wares: [
    { id: 't1', reviews: [{ ware: told }, { ware: told }] },
    { id: 'y1', reviews: [] },
  ],
});

describe('fields of an interface that several subgraphs know in part', () => {
  it.each([
    [
      '{ wares { id box { size weight } } }',
      {
        wares: [
          { id: 't1', box: SIZES.small },
          { id: 'y1', box: SIZES.large },
        ],
      },
    ],
    ['{ alike(id: "t1") { id sku } }', { alike: [{ id: 't1', sku: 's1' }] }],
    [
      '{ a: alike(id: "t1") { id sku delivery(zip: "12") { fastest } } b: alike(id: "y1") { id sku delivery(zip: "34") { fastest } } }',
      {
        a: [{ id: 't1', sku: 's1', delivery: { fastest: 'small to 12' } }],
        b: [{ id: 'y1', sku: 's2', delivery: { fastest: 'large to 34' } }],
      },
    ],
    [
      '{ wares { sku ... on Ware { sku } ... on Tool { sku } ... on Toy { sku } ... on Alike { __typename type: __typename } } }',
      {
        wares: [
          { sku: 's1', __typename: 'Tool', type: 'Tool' },
          { sku: 's2', __typename: 'Toy', type: 'Toy' },
        ],
      },
    ],
    [
      '{ wares { maker: by { email made } ... on Toy { title } } }',
      { wares: [{ maker: { email: 'ada@shop', made: 2 } }, { maker: { email: 'bob@shop', made: 2 }, title: 'Top' }] },
    ],
    [
      '{ wares { id reviews { id } } }',
      {
        wares: [
          { id: 't1', reviews: [{ id: 1 }, { id: 2 }] },
          { id: 'y1', reviews: [] },
        ],
      },
    ],
    ['{ wares { id reviews { ware { sku ... on Toy { title } ... on Tool { count } } } } }', about({ sku: 's1', count: 2 })],
    ['{ wares { ... on Tool { ofAlike } } }', { wares: [{ ofAlike: ['reviews of t1'] }, {}] }],
  ])('come from wherever each of its objects has them: %s', (query, data) => shop.answers(query, data));
});

describe('fragments on objects of an interface, under conditions', () => {
  const asked = (head: string, fragments: string) =>
    `query (${head}) { wares { id reviews { ware { id ${fragments} ... on Toy { sku } } } } }`;
  const titled = { id: 't1', title: 'Saw' };
  const whole = { ...titled, sku: 's1' };
  const onTool = (condition: string) => `... on Tool @${condition}(if: $title) { title }`;
  const yes = '$title: Boolean = true';
  const no = '$title: Boolean = false';

  it.each([
    [asked(yes, onTool('include')), titled],
    [asked(no, onTool('include')), { id: 't1' }],
    [asked(no, onTool('skip')), titled],
    [asked(yes, onTool('skip')), { id: 't1' }],
    [asked(yes, `${onTool('skip')} ... on Tool { sku }`), { id: 't1', sku: 's1' }],
    [asked(no, `${onTool('skip')} ... on Tool { sku }`), whole],
    [asked(yes, '... on Tool @include(if: $title) { title ... on Tool { sku } }'), whole],
    [asked(yes, '... on Tool @include(if: $title) { title ... on Tool @skip(if: $title) { sku } }'), titled],
  ])('are asked for where they hold: %s', (query, told) => shop.answers(query, about(told)));
});

describe('a union to which a subgraph adds members and fields of its own', () => {
  const asked = (fields: string) =>
    `{ wares { ... on Tool { maker { ...Made } } ... on Toy { maker { ...Made } } } } fragment Made on Maker { ${fields} }`;

  it.each([
    ['... on Agency { id company } ... on Own { email }', [{ id: 'a1', company: 'Agency a1' }, { email: 'own@shop' }]],
    [
      '... on Agency { id company } ... on Own { email } ... on Guild { name }',
      [{ id: 'a1', company: 'Agency a1' }, { email: 'own@shop' }],
    ],
    [
      '... on Agency { at: email { address } } ... on Own { text: email } ... on Guild { text: email }',
      [{ at: { address: 'a@shop' } }, { text: 'own@shop' }],
    ],
  ])('has each member from who knows it: %s', (fields, makers) =>
    shop.answers(asked(fields), { wares: makers.map((maker) => ({ maker })) }),
  );
});
