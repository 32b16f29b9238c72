import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { execute as executeGraphql, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import { execute } from '../execution/execute.js';
import type { SubgraphSource } from '../execution/subgraph-source.js';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.js';
import { anOperation } from './an-operation.js';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@extends", "@tag", "@context", "@fromContext"])
`;

// biome-ignore lint/suspicious/noExplicitAny: resolvers of a test are as loose as what they answer.
export type Resolvers = Record<string, any>;
export type Subgraphs = Readonly<Record<string, { sdl: string; resolvers?: Resolvers }>>;

/** One call of a subgraph. */
export interface Call {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Answers in a subgraph's place, or changes what it says. */
export type Answer = (call: Call, own: () => Promise<SubgraphResponse>) => unknown;

export interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  data: any;
  errors: GraphQLFormattedError[];
}

export interface Asking {
  variables?: Record<string, unknown>;
  /** What is left of the operation; all of it when absent. */
  document?: string;
  answer?: Answer;
}

export interface Federation {
  supergraph: LoadedSupergraph;
  calls: Call[];
  /** A result as it is sent. */
  ask(query: string, asking?: Asking): Promise<Result>;
  /** The same by Apollo's own executor. */
  askStock(query: string, asking?: Asking): Promise<Result>;
}

/** Real subgraphs, composed and loaded, and both executors over them. */
export function aFederation(subgraphs: Subgraphs, { joins = false }: Pick<SubgraphSource, 'joins'> = {}): Federation {
  const schemas = new Map<string, GraphQLSchema>();
  const services = Object.entries(subgraphs).map(([name, { sdl, resolvers = {} }]) => {
    const typeDefs = parse(LINK + sdl);
    schemas.set(name, buildSubgraphSchema([{ typeDefs, resolvers }]));
    return { name, url: `http://${name}`, typeDefs };
  });
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors?.map(String).join('\n')}`);

  const calls: Call[] = [];
  let answer: Answer = (_, own) => own();
  const sourceOf = (subgraph: string): SubgraphSource => ({
    joins,
    async process({ request: { query, variables } }) {
      const call = { subgraph, query, variables };
      calls.push(call);
      const schema = schemas.get(subgraph) as GraphQLSchema;
      const own = async () => sent(await executeGraphql({ schema, document: parse(query), variableValues: variables }));
      return sent(await answer(call, own as () => Promise<SubgraphResponse>)) as SubgraphResponse;
    },
  });
  const supergraph = loadSupergraph(supergraphSdl, { sourceOf });

  const prepare = (query: string, { variables = {}, document, answer: given = (_, own) => own() }: Asking) => {
    answer = given;
    calls.length = 0;
    return anOperation({ supergraph, original: query, variables, ...(document ? { document } : {}) });
  };
  return {
    supergraph,
    calls,
    ask: async (query, asking = {}) => resultOf(await execute(prepare(query, asking))),
    async askStock(query, asking = {}) {
      const operation = prepare(query, asking);
      const { apiSchema, schema, services: sources } = supergraph;
      const api = Supergraph.build(supergraphSdl).apiSchema();
      const context = { request: { variables: operation.variables }, context: operation, metrics: {} };
      const operationContext = buildOperationContext({ schema: apiSchema, operationDocument: operation.original });
      const plan = await supergraph.plan(operation.document);
      return resultOf(await executeQueryPlan(plan, sources as unknown as ServiceMap, context as never, operationContext, schema, api));
    },
  };
}

function resultOf(result: object): Result {
  const { data, errors = [] } = sent(result) as Partial<Result>;
  return { data, errors };
}

const sent = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Stands for a subgraph that gives no answer. */
export const isDown =
  (name: string): Answer =>
  ({ subgraph }, own) =>
    subgraph === name ? Promise.reject(new SubgraphUnavailableError(name)) : own();

/** One subgraph says this, whatever it is asked. */
export const says =
  (name: string, answer: unknown): Answer =>
  ({ subgraph }, own) =>
    subgraph === name ? answer : own();

/** `CODE path` of each error. */
export const told = ({ errors }: Result): string[] => errors.map(({ extensions, path }) => `${extensions?.code} ${path?.join('.') ?? '?'}`);
