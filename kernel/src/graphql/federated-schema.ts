import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse, print } from 'graphql';
import { buildSchema, createResolversMap, getMetadataStorage } from 'type-graphql';
import { type ChannelsOf, ownChannel } from '../live/index.js';
import type { SubscriptionDefinition } from '../realtime/index.js';
import { addPositions, positionResolvers } from './add-positions.js';
import { enforceDirectives } from './enforce-directives.js';
import { guardImpersonation, type ImpersonationRules } from './guard-impersonation.js';
import { isolateMutations } from './isolate-mutations.js';
import { FEDERATION_PREAMBLE } from './preamble.js';
import { BigIntScalar, DateTime } from './scalars.js';
import { scopeConnections } from './scope-connections.js';
import { serveSubscriptions } from './serve-subscriptions.js';
import { sizeLists } from './size-lists.js';
import { NO_PUB_SUB } from './subscription-field.js';

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
  /** Where the events of each subscription field come from. */
  subscriptions?: readonly SubscriptionDefinition[];
  /** Which channels tell of an event; an event is executed only for a subscription to one of them. */
  channelsOf?: ChannelsOf;
  /** What becomes of mutations where somebody acts as somebody else. */
  impersonation?: ImpersonationRules;
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
  const { resolvers, types = [], references = {}, subscriptions = [], channelsOf = ownChannel, impersonation, enforce = true } = options;
  // Parameter decorators run from the last to the first: without this the schema lists arguments backwards.
  getMetadataStorage().params.sort((one, other) => one.index - other.index);
  readProperties();
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
    pubSub: NO_PUB_SUB,
  });
  const document = addPositions(sizeLists(scopeConnections(parse(`${FEDERATION_PREAMBLE.trim()}\n\n${printSchemaWithDirectives(plain)}`))));
  const resolverMap = createResolversMap(plain) as Record<string, Record<string, unknown>>;
  for (const [typeName, resolve] of Object.entries(references)) {
    resolverMap[typeName] = { ...resolverMap[typeName], __resolveReference: resolve };
  }
  resolverMap.Query = { ...resolverMap.Query, ...positionResolvers(subscriptions) };
  const schema = buildSubgraphSchema([{ typeDefs: document, resolvers: resolverMap as never }]);
  isolateMutations(schema);
  serveSubscriptions(schema, { subscriptions, channelsOf });
  if (enforce) enforceDirectives(schema, document);
  guardImpersonation(schema, impersonation);
  return { schema, sdl: `${print(document)}\n` };
}

/** A field that only reads a property needs no function to be called for it: the executor reads it itself. */
function readProperties(): void {
  for (const field of getMetadataStorage().fields)
    field.simple ??= field.name === field.schemaName && (field.middlewares?.length ?? 0) === 0;
}
