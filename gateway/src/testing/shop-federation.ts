import { aFederation, type Federation, type Subgraphs } from './a-federation.js';

const PEOPLE = [
  { id: '1', name: 'Ada', rank: 'GOLD' },
  { id: '2', name: 'Grace', rank: 'PLAIN' },
  { id: '3', name: 'Edsger', rank: 'PLAIN' },
];
const WARES = [
  { __typename: 'Tool', code: 't1', title: 'Saw', steel: true, maker: '1' },
  { __typename: 'Tool', code: 't2', title: 'Axe', steel: false, maker: '2' },
  { __typename: 'Toy', code: 'y1', title: 'Top', age: 3, maker: '1' },
];
const REVIEWS = [
  { id: 'r1', stars: 5, ware: 't1', author: '2' },
  { id: 'r2', stars: 1, ware: 't1', author: '3' },
  { id: 'r3', stars: 4, ware: 'y1', author: '2' },
  { id: 'r4', stars: 2, ware: 't2', author: '1' },
];

const wareOf = (code: string) => WARES.find((ware) => ware.code === code);
const reference = ({ __typename, code }: { __typename: string; code: string }) => ({ __typename, code });
const referTo = (code: string) => reference(wareOf(code)!);

const people = {
  sdl: `
    type Query { people: [Person!] person(id: ID!): Person }
    type Mutation { rename(id: ID!, name: String!): Person }
    enum Rank { GOLD PLAIN }
    type Person @key(fields: "id") { id: ID! name: String! rank: Rank nick: String }`,
  resolvers: {
    Query: { people: () => PEOPLE, person: (_: unknown, { id }: { id: string }) => PEOPLE.find((person) => person.id === id) },
    Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ id, name }) },
    Person: { __resolveReference: ({ id }: { id: string }) => PEOPLE.find((person) => person.id === id), nick: () => null },
  },
};

const wares = {
  sdl: `
    type Query { wares: [Ware!] ware(code: ID!): Ware shelves: [[Ware!]!]! finds: [Find!] }
    type Mutation { stock(code: ID!): Ware }
    interface Ware { code: ID! title: String! maker: Person! }
    union Find = Tool | Toy | Person
    type Tool implements Ware @key(fields: "code") { code: ID! title: String! maker: Person! steel: Boolean }
    type Toy implements Ware @key(fields: "code") { code: ID! title: String! maker: Person! age: Int! }
    type Person @key(fields: "id") { id: ID! wares: [Ware!]! }`,
  resolvers: {
    Query: {
      wares: () => WARES,
      ware: (_: unknown, { code }: { code: string }) => wareOf(code),
      shelves: () => [WARES.slice(0, 2), WARES.slice(2)],
      finds: () => [...WARES, { __typename: 'Person', id: '2' }],
    },
    Mutation: { stock: (_: unknown, { code }: { code: string }) => wareOf(code) },
    Tool: { __resolveReference: ({ code }: { code: string }) => wareOf(code), maker: ({ maker }: { maker: string }) => ({ id: maker }) },
    Toy: { __resolveReference: ({ code }: { code: string }) => wareOf(code), maker: ({ maker }: { maker: string }) => ({ id: maker }) },
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      wares: ({ id }: { id: string }) => WARES.filter(({ maker }) => maker === id),
    },
  },
};

const reviews = {
  sdl: `
    type Query { reviews: [Review!]! }
    interface Reviewed { code: ID! reviews: [Review!] }
    type Tool implements Reviewed @key(fields: "code") { code: ID! reviews: [Review!] }
    type Toy implements Reviewed @key(fields: "code") { code: ID! reviews: [Review!] }
    type Review @key(fields: "id") { id: ID! stars: Int! about: Reviewed! author: Person! }
    type Person @key(fields: "id") { id: ID! reviews: [Review!]! }`,
  resolvers: {
    Query: { reviews: () => REVIEWS },
    Review: { about: ({ ware }: { ware: string }) => referTo(ware), author: ({ author }: { author: string }) => ({ id: author }) },
    Tool: { __resolveReference: reference, reviews: ({ code }: { code: string }) => REVIEWS.filter(({ ware }) => ware === code) },
    Toy: { __resolveReference: reference, reviews: ({ code }: { code: string }) => REVIEWS.filter(({ ware }) => ware === code) },
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      reviews: ({ id }: { id: string }) => REVIEWS.filter(({ author }) => author === id),
    },
  },
};

const prices = {
  sdl: `
    type Tool @key(fields: "code") { code: ID! steel: Boolean @external price: Float! shipping: Int @requires(fields: "steel") }
    type Toy @key(fields: "code") { code: ID! price: Float! }
    type Person @key(fields: "id") { id: ID! rank: Rank @external discount: Int @requires(fields: "rank") }
    enum Rank { GOLD PLAIN }`,
  resolvers: {
    Tool: { __resolveReference: (tool: object) => tool, price: () => 9.5, shipping: ({ steel }: { steel: boolean }) => (steel ? 20 : 5) },
    Toy: { __resolveReference: (toy: object) => toy, price: () => 3 },
    Person: { __resolveReference: (person: object) => person, discount: ({ rank }: { rank: string }) => (rank === 'GOLD' ? 30 : 0) },
  },
};

export const shop: Subgraphs = { people, wares, reviews, prices };

/** Four subgraphs around wares, with entities in all of them, interfaces, a union and lists in lists. */
export const aShop = (options?: Parameters<typeof aFederation>[1]): Federation => aFederation(shop, options);
