import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { channelName, encodeCursor, memoryBroker, type RealtimeBroker, type StreamOpening, userOwner } from '@supergraph/kernel/realtime';
import type { CallSubgraph, SubgraphRequest, SubgraphResponse } from '@supergraph/kernel/transport';
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, getOperationAST, Kind, parse } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { TestGraph } from './test-graph.js';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@authenticated", "@requiresScopes", "@composeDirective"])
  @link(url: "https://specs.innoerp.io/tenancy/v1.0", import: ["@tenantScoped", "@requiresModule"])
  @composeDirective(name: "@tenantScoped")
  @composeDirective(name: "@requiresModule")
  directive @tenantScoped(argument: String) on OBJECT | INTERFACE | FIELD_DEFINITION
  directive @requiresModule(key: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION
  enum DeliveryMode { EVENTS LATEST }
  directive @delivery(mode: DeliveryMode! = EVENTS, windowMs: Int = 250) on SUBSCRIPTION
`;

export const stock = `${LINK}
  type Query {
    count: Int!
    itemChangedPosition(organizationId: ID!): String! @tenantScoped(argument: "organizationId")
  }
  type Mutation { receive(count: Int!): Int! }
  type Subscription {
    itemChanged(organizationId: ID!, kinds: [String!]): ItemEvent @tenantScoped(argument: "organizationId")
    dealChanged(organizationId: ID!): ItemEvent @tenantScoped(argument: "organizationId") @requiresModule(key: "crm")
    mineChanged: ItemEvent @authenticated
    news: ItemEvent
    both(organizationId: ID!): ItemEvent @tenantScoped(argument: "organizationId")
    status: Status
  }
  type Status { source: String! lagMs: Int! }
  type ItemEvent { kind: String! count: Int! item: Item price: Int @requiresScopes(scopes: [["money:read"]]) deal: String @requiresModule(key: "crm") }
  type Item @key(fields: "id") { id: ID! }
`;

const names = `${LINK}
  type Query { version: String! }
  type Item @key(fields: "id") { id: ID! name: String! }
`;

/** The same with one field more that nobody has asked for, and with a field that moves to the other subgraph. */
export const stockWithMore = stock.replace('type Status {', 'type Extra { a: Int }\n  type Status {');
export const namesElsewhere = {
  stock: stock.replace('type Item @key(fields: "id") { id: ID! }', 'type Item @key(fields: "id") { id: ID! name: String! }'),
};

interface ItemEvent {
  kind: string;
  count: number;
  itemId: string;
}

interface Opened {
  organizationId?: string;
  kinds?: string[] | null;
}

const where = ({ kinds }: Opened): Pick<StreamOpening, 'where'> => (kinds ? { where: { path: 'kind', in: kinds } } : {});
const topic = (owner: string, word = 'item') => channelName(owner, word);

/** Where each subscription's events come from, as its subgraph would say. */
const openings: Record<string, (args: Opened, request: SubgraphRequest) => StreamOpening> = {
  itemChanged: (args) => ({ channels: [topic(String(args.organizationId))], ...where(args) }),
  dealChanged: (args) => ({ channels: [topic(String(args.organizationId), 'deal')] }),
  mineChanged: (_, { identity }) => ({ channels: [topic(userOwner(String(identity.subject)))] }),
  news: () => ({ channels: [topic('platform')] }),
  both: (args) => ({ channels: [topic(String(args.organizationId)), topic(String(args.organizationId), 'deal')] }),
  status: () => ({ channels: [topic('platform', 'realtime')] }),
};

const event = ({ kind, count, itemId }: ItemEvent) => ({ kind, count, price: count * 10, deal: `deal ${count}`, item: { id: itemId } });

const resolvers = (broker: RealtimeBroker) => ({
  stock: {
    Query: {
      count: () => 42,
      itemChangedPosition: async (_: unknown, { organizationId }: { organizationId: string }) =>
        encodeCursor({ [topic(organizationId)]: await broker.position(topic(organizationId)) }),
    },
    Mutation: { receive: (_: unknown, { count }: { count: number }) => count },
    Subscription: Object.fromEntries(
      Object.keys(openings).map((field) => [
        field,
        { resolve: (root: unknown) => (field === 'status' ? statusOf(root as Record<string, number>) : event(root as ItemEvent)) },
      ]),
    ),
  },
  names: {
    Query: { version: () => '1' },
    Item: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Item ${id}` }) },
  },
});

const statusOf = ({ source, consumerLagMs, relayLagMs }: Record<string, number>) => ({
  source,
  lagMs: Number(consumerLagMs) + Number(relayLagMs),
});

export interface LiveGraph extends TestGraph {
  broker: RealtimeBroker;
  /** Tells of a change, the way the owner of the channel would. */
  emit(owner: string, event: Partial<ItemEvent>, options?: { word?: string; key?: string }): Promise<void>;
  /** Calls that opened a subscription, and those that executed one for an event. */
  openings(): number;
  executions(): number;
  /** Has a subscription of this item refused when it is opened. */
  refuse: Set<string>;
}

/** Two real subgraphs with subscriptions, composed, and their broker. */
export function liveGraph({ stockSdl = stock, broker = memoryBroker() }: { stockSdl?: string; broker?: RealtimeBroker } = {}): LiveGraph {
  const all = resolvers(broker);
  const schemas = new Map<string, GraphQLSchema>();
  const services = Object.entries({ stock: stockSdl, names }).map(([name, sdl]) => {
    const typeDefs = parse(sdl);
    schemas.set(name, buildSubgraphSchema([{ typeDefs, resolvers: all[name as 'stock'] as never }]));
    return { name, url: `http://${name}/graphql`, typeDefs };
  });
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The live graph does not compose: ${errors?.map(String).join('\n')}`);
  const calls: TestGraph['calls'] = [];
  const refuse = new Set<string>();
  let version = 0;
  const call: CallSubgraph = async (subgraph, request) => {
    calls.push({ subgraph, ...request });
    const schema = schemas.get(subgraph) as GraphQLSchema;
    const document = parse(request.query);
    const isSubscription = getOperationAST(document)?.operation === 'subscription';
    if (isSubscription && request.event === undefined) return open(schema, document, { request, refuse });
    const result = await execute({ schema, document, variableValues: request.variables, rootValue: request.event, contextValue: request });
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  };
  const opened = ({ query }: SubgraphRequest) => query.startsWith('subscription');
  return {
    sdl: supergraphSdl,
    call,
    calls,
    broker,
    refuse,
    openings: () => calls.filter((made) => opened(made) && made.event === undefined).length,
    executions: () => calls.filter((made) => opened(made) && made.event !== undefined).length,
    async emit(owner, { kind = 'moved', count = 1, itemId = '1' }, { word = 'item', key = `item:${itemId}` } = {}) {
      version += 1;
      const body = JSON.stringify({ kind, count, itemId });
      await broker.emit(channelName(owner, word), { key, version: String(version), at: Date.now(), body });
    },
  };
}

function open(
  schema: GraphQLSchema,
  document: DocumentNode,
  { request, refuse }: { request: SubgraphRequest; refuse: Set<string> },
): SubgraphResponse {
  const [selection] = getOperationAST(document)?.selectionSet.selections ?? [];
  if (selection?.kind !== Kind.FIELD) throw new Error('A subscription has one field');
  const field = schema.getSubscriptionType()?.getFields()[selection.name.value];
  if (!field) throw new Error(`There is no ${selection.name.value}`);
  const args = getArgumentValues(field, selection, request.variables) as Opened;
  if (refuse.has(selection.name.value)) {
    const refusal = new GraphQLError('There is no such thing', { extensions: { code: 'NOT_FOUND', kind: 'not-found' } });
    return { data: null, errors: [refusal.toJSON()] };
  }
  return { data: null, extensions: { stream: openings[selection.name.value]?.(args, request) as StreamOpening } };
}
