import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse, print } from 'graphql';
import { buildSchema, createResolversMap, getMetadataStorage } from 'type-graphql';
import { enforceDirectives } from './enforce-directives.js';
import { isolateMutations } from './isolate-mutations.js';
import { FEDERATION_PREAMBLE } from './preamble.js';
import { BigIntScalar, DateTime } from './scalars.js';
import { scopeConnections } from './scope-connections.js';
import { sizeLists } from './size-lists.js';

/** Turns a representation (`{ __typename, …key }`) into the entity, or null where the request may not see it. */
// biome-ignore lint/suspicious/noExplicitAny: each reference has its own key fields and context.
export type ReferenceResolver = (reference: any, ctx: any) => unknown;

export interface FederatedSchemaOptions {
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function.
  resolvers: readonly Function[];
  /** Types that no field of this subgraph returns, such as entities it only extends. */
  // biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function.
  types?: readonly Function[];
  references?: Readonly<Record<string, ReferenceResolver>>;
  /** False leaves the directives without effect: for tests that prove the other locks alone. */
  enforce?: boolean;
}

export interface FederatedSchema {
  schema: GraphQLSchema;
  /** What the subgraph publishes: committed under schema/subgraphs. */
  sdl: string;
}

/** Builds a Federation 2 subgraph out of type-graphql classes, with our directives and their enforcement. */
export async function buildFederatedSchema(options: FederatedSchemaOptions): Promise<FederatedSchema> {
  const { resolvers, types = [], references = {}, enforce = true } = options;
  // Parameter decorators run from the last to the first: without this the schema lists arguments backwards.
  getMetadataStorage().params.sort((one, other) => one.index - other.index);
  const plain = await buildSchema({
    resolvers: resolvers as never,
    orphanedTypes: [...types],
    scalarsMap: [
      { type: Date, scalar: DateTime },
      { type: BigInt as unknown as () => bigint, scalar: BigIntScalar },
    ],
    validate: false,
    skipCheck: true,
    authChecker: undefined,
  });
  const document = sizeLists(scopeConnections(parse(`${FEDERATION_PREAMBLE.trim()}\n\n${printSchemaWithDirectives(plain)}`)));
  const resolverMap = createResolversMap(plain) as Record<string, Record<string, unknown>>;
  for (const [typeName, resolve] of Object.entries(references)) {
    resolverMap[typeName] = { ...resolverMap[typeName], __resolveReference: resolve };
  }
  const schema = buildSubgraphSchema([{ typeDefs: document, resolvers: resolverMap as never }]);
  isolateMutations(schema);
  if (enforce) enforceDirectives(schema, document);
  return { schema, sdl: `${print(document)}\n` };
}
