import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { CallSubgraph, SubgraphRequest, SubgraphResponse } from '@supergraph/kernel/transport';
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@authenticated", "@composeDirective", "@cost", "@listSize"])
  @link(url: "https://specs.innoerp.io/tenancy/v1.0", import: ["@tenantScoped"])
  @composeDirective(name: "@tenantScoped")
  directive @tenantScoped on OBJECT | FIELD_DEFINITION
`;

const people = `${LINK}
  type Query {
    me: Person
    people: [Person!]!
    person(id: ID!): Person
    boom: String
    refused: String
  }
  type Mutation { rename(id: ID!, name: String!): Person }
  type Subscription { renamed: Person }
  type Person @key(fields: "id") { id: ID! name: String! email: String @authenticated }
`;

const books = `${LINK}
  type Query {
    books: [Book!]!
    slow: String
    now: String!
    shelf(first: Int! = 20): Shelf! @listSize(slicingArguments: ["first"], sizedFields: ["books"])
  }
  type Shelf { books: [Book!]! shelves(first: Int! = 20): [Shelf!]! @listSize(slicingArguments: ["first"]) }
  type Book @key(fields: "id") { id: ID! title: String! pages: Int! author: Person }
  type Person @key(fields: "id") { id: ID! books: [Book!] favourite: String }
`;

/** The first subgraph with one field more: what a hot reload brings. */
export const peopleWithAge = people.replace('id: ID! name: String!', 'id: ID! name: String! age: Int');

const PEOPLE = [
  { id: '1', name: 'Ada', email: 'ada@example.com' },
  { id: '2', name: 'Grace', email: 'grace@example.com' },
];
const BOOKS = [
  { id: 'b1', title: 'Notes', pages: 66, author: { __typename: 'Person', id: '1' } },
  { id: 'b2', title: 'COBOL', pages: 300, author: { __typename: 'Person', id: '2' } },
];

const byId = (id: string) => PEOPLE.find((person) => person.id === id) ?? null;

const peopleResolvers = {
  Query: {
    me: (_: unknown, __: unknown, { identity }: SubgraphRequest) => (identity.subject === null ? null : byId(identity.subject)),
    people: () => PEOPLE,
    person: (_: unknown, { id }: { id: string }) => byId(id),
    boom: () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
    },
    refused: () => {
      const extensions = { code: 'PERSON_RETIRED', kind: 'conflict', details: { since: 1952 }, stacktrace: ['at secret.ts'] };
      throw new GraphQLError('That person has retired', { extensions });
    },
  },
  Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...byId(id), name }) },
  Person: { __resolveReference: ({ id }: { id: string }) => byId(id), age: () => 36 },
};

/** Lets a test decide when the field `slow` answers. */
export const gate: { wait: () => Promise<string> } = { wait: async () => 'done' };

const booksResolvers = {
  Query: {
    books: () => BOOKS,
    slow: () => gate.wait(),
    now: () => null,
    shelf: (_: unknown, { first }: { first: number }) => ({ books: BOOKS.slice(0, first) }),
  },
  Book: { __resolveReference: ({ id }: { id: string }) => BOOKS.find((book) => book.id === id) },
  Person: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    books: ({ id }: { id: string }) => BOOKS.filter(({ author }) => author.id === id),
    favourite: ({ id }: { id: string }) => `favourite of ${id}`,
  },
};

export interface TestGraph {
  sdl: string;
  call: CallSubgraph;
  calls: ({ subgraph: string } & SubgraphRequest)[];
}

/** Two real subgraphs, composed, and a way to call them that remembers what it was asked. */
export function testGraph({ peopleSdl = people } = {}): TestGraph {
  const modules = { people: { sdl: peopleSdl, resolvers: peopleResolvers }, books: { sdl: books, resolvers: booksResolvers } };
  const schemas = new Map<string, GraphQLSchema>();
  const services: { name: string; url: string; typeDefs: DocumentNode }[] = [];
  for (const [name, { sdl, resolvers }] of Object.entries(modules)) {
    const typeDefs = parse(sdl);
    schemas.set(name, buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]));
    services.push({ name, url: `http://${name}/graphql`, typeDefs });
  }
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The test graph does not compose: ${errors?.map(String).join('\n')}`);

  const calls: TestGraph['calls'] = [];
  const call: CallSubgraph = async (subgraph, request) => {
    calls.push({ subgraph, ...request });
    const result = await execute({
      schema: schemas.get(subgraph) as GraphQLSchema,
      document: parse(request.query),
      variableValues: request.variables,
      operationName: request.operationName,
      contextValue: request,
    });
    // As it would come over the wire.
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  };
  return { sdl: supergraphSdl, call, calls };
}
