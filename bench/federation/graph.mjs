// The graph of the public benchmark: four subgraphs over the same schema, with resolvers of our own. One thing differs: the public
// subgraph forgets the price and the weight that it asked for and always estimates null; ours estimates, so that candidates which do
// not carry them would be found out.
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { products, reviews, users } from './data.mjs';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const typeDefs = {
  accounts: parse(`${LINK}
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`),
  inventory: parse(`${LINK}
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`),
  products: parse(`${LINK}
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`),
  reviews: parse(`${LINK}
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`),
};

const productOf = ({ upc }) => products.find((product) => product.upc === upc);
const author = { id: users[0].id, username: users[0].username };

const resolvers = {
  accounts: {
    Query: { me: () => users[0], user: (_, { id }) => users.find((user) => user.id === id), users: () => users },
    User: { __resolveReference: ({ id }) => users.find((user) => user.id === id) },
  },
  inventory: {
    Product: {
      __resolveReference: (reference) => ({ ...reference, inStock: productOf(reference).inStock }),
      shippingEstimate: ({ price, weight }) => (price > 1_000 ? 0 : Math.floor(weight / 2)),
    },
  },
  products: {
    Query: { topProducts: (_, { first }) => products.slice(0, first ?? 5) },
    Product: { __resolveReference: productOf },
  },
  reviews: {
    Review: {
      __resolveReference: ({ id }) => reviews.find((review) => review.id === id),
      product: ({ upc }) => ({ upc }),
      author: () => author,
    },
    User: { __resolveReference: ({ id }) => ({ id }), reviews: () => reviews.slice(0, 2) },
    Product: { reviews: ({ upc }) => reviews.filter((review) => review.upc === upc) },
  },
};

/** The executable schemas of the subgraphs by their names. */
export const subgraphSchemas = () =>
  Object.fromEntries(
    Object.keys(typeDefs).map((name) => [name, buildSubgraphSchema({ typeDefs: typeDefs[name], resolvers: resolvers[name] })]),
  );

/** The supergraph over subgraphs that are at `{url}/{name}`. @throws where it does not compose. */
export function composeSupergraph(url) {
  const services = Object.entries(typeDefs).map(([name, document]) => ({ name, url: `${url}/${name}`, typeDefs: document }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(String(errors));
  return supergraphSdl;
}

export const subgraphNames = Object.keys(typeDefs);
