import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Identity } from '@supergraph/kernel/auth';
import { createLogger } from '@supergraph/kernel/logger';
import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import { someFacts } from '@supergraph/kernel/testing';
import type { CallSubgraph, SubgraphResponse } from '@supergraph/kernel/transport';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { sendWith, subgraphSource } from '../execution/fetch-subgraph.js';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.js';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@composeDirective"])
  @link(url: "https://specs.innoerp.io/tenancy/v1.0", import: ["@tenantScoped", "@requiresModule"])
  @composeDirective(name: "@tenantScoped")
  @composeDirective(name: "@requiresModule")
  directive @tenantScoped(argument: String) on OBJECT | INTERFACE | FIELD_DEFINITION
  directive @requiresModule(key: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION
`;

/** One of each kind of place where a directive can stand. */
const sales = `${LINK}
  type Query {
    shop: Shop!
    shopById(id: ID, slug: String): Shop @tenantScoped(argument: "id|slug")
    own: Shop @tenantScoped
    login: String!
    me: Person @authenticated
    offers: [Offer!]!
    things: [Thing!]!
    staffOnly: String @policy(policies: [["member:employee"], ["platform"]])
    reports: [Report!] @requiresScopes(scopes: [["reports:read", "reports:all"], ["platform:reports"]])
    strict: Strict
    matrix: [[Offer!]!]!
  }
  type Mutation {
    ping: String!
    rename(input: RenameInput!): Shop @tenantScoped(argument: "input.shopId")
    sell(price: Int!): OpenOffer @tenantScoped @requiresModule(key: "crm") @requiresModule(key: "stock")
  }
  input RenameInput { shopId: ID! name: String }
  type Shop @key(fields: "id") { id: ID! name: String! turnover: Int @requiresScopes(scopes: [["money:read"]]) owner: Person! deals: [Deal!] @requiresModule(key: "crm") }
  type Person @key(fields: "id") { id: ID! name: String! email: String @authenticated salary: Int! @requiresScopes(scopes: [["money:read"]]) }
  type Deal @key(fields: "id") @tenantScoped { id: ID! title: String! }
  type Report @requiresScopes(scopes: [["reports:read"]]) { title: String! }
  interface Offer { id: ID! price: Int }
  type OpenOffer implements Offer { id: ID! price: Int }
  type SecretOffer implements Offer @requiresScopes(scopes: [["money:read"]]) { id: ID! price: Int note: String }
  union Thing = OpenOffer | SecretOffer | Deal
  type Strict { must: Inner! }
  type Inner { must: String! @authenticated fine: String! }
`;

const stock = `${LINK}
  type Query { shelves: [Shelf!]! @requiresModule(key: "stock") }
  type Shelf { name: String! }
  type Shop @key(fields: "id") { id: ID! pieces: Int! @tenantScoped @requiresModule(key: "stock") }
`;

const OPEN = { __typename: 'OpenOffer', id: 'o1', price: 5 };
const SECRET = { __typename: 'SecretOffer', id: 'o2', price: 7, note: 'cheap' };
const OWNER = { id: 'p1', name: 'Olga', email: 'olga@x', salary: 9 };
const SHOP = { id: 'shop', name: 'Corner', turnover: 100, owner: OWNER, deals: [{ id: 'd1', title: 'Deal' }] };

const salesResolvers = {
  Query: {
    shop: () => SHOP,
    shopById: () => SHOP,
    own: () => SHOP,
    login: () => 'please',
    me: () => OWNER,
    offers: () => [OPEN, SECRET],
    things: () => [OPEN, SECRET, { __typename: 'Deal', ...SHOP.deals[0] }],
    staffOnly: () => 'canteen',
    reports: () => [{ title: 'Q1' }],
    strict: () => ({ must: { must: 'm', fine: 'f' } }),
    matrix: () => [[OPEN], [SECRET]],
  },
  Mutation: {
    ping: () => 'pong',
    rename: (_: unknown, { input }: { input: { name: string } }) => ({ ...SHOP, name: input.name }),
    sell: (_: unknown, { price }: { price: number }) => ({ ...OPEN, price }),
  },
  Shop: { __resolveReference: () => SHOP },
  Deal: { __resolveReference: ({ id }: { id: string }) => SHOP.deals.find((deal) => deal.id === id) },
  Person: { __resolveReference: () => OWNER },
};

const stockResolvers = {
  Query: { shelves: () => [{ name: 'A1' }] },
  Shop: { __resolveReference: ({ id }: { id: string }) => ({ id, pieces: 42 }) },
};

export interface GuardedGraph {
  supergraph: LoadedSupergraph;
  /** `subgraph: query` of every call. */
  calls: string[];
}

/** Two subgraphs full of guarded places, composed and loaded. */
export function guardedGraph(): GuardedGraph {
  const modules = { sales: { sdl: sales, resolvers: salesResolvers }, stock: { sdl: stock, resolvers: stockResolvers } };
  const schemas = new Map<string, GraphQLSchema>();
  const services = Object.entries(modules).map(([name, { sdl, resolvers }]) => {
    const typeDefs = parse(sdl);
    schemas.set(name, buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]));
    return { name, url: `http://${name}/graphql`, typeDefs };
  });
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The guarded graph does not compose: ${errors?.map(String).join('\n')}`);
  const calls: string[] = [];
  const call: CallSubgraph = async (subgraph, { query, variables }) => {
    calls.push(`${subgraph}: ${query}`);
    const result = await execute({ schema: schemas.get(subgraph) as GraphQLSchema, document: parse(query), variableValues: variables });
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  };
  const log = createLogger({ service: 'gateway', level: 'silent' });
  const sourceOf = (name: string) => subgraphSource({ subgraph: name, callSubgraph: sendWith(call), log });
  return { supergraph: loadSupergraph(supergraphSdl, { sourceOf }), calls };
}

/** An organization with the modules that are named, in service. */
export const anOrganization = (id: string, ...modules: string[]): OrganizationFacts =>
  someFacts({ id, slug: `slug-${id}`, modules: Object.fromEntries(modules.map((key) => [key, { reason: null }])) });

/** A member of the organization `acme` with these scopes. */
export const aMember = (...scopes: string[]): Identity => ({
  kind: 'user',
  subject: 'u1',
  organizationId: 'acme',
  scopes,
  sessionId: 's1',
  memberKind: 'EMPLOYEE',
});

export const anOperator = (...scopes: string[]): Identity => ({
  ...aMember('platform:orgs:read', ...scopes),
  organizationId: null,
  memberKind: null,
});
