import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { prettyFormatQueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import { execute } from '../../../gateway/src/execution/execute.js';
import { writing } from '../../../gateway/src/execution/generated.js';
import { loadSupergraph } from '../../../gateway/src/supergraph/load-supergraph.js';
import { anOperation } from '../../../gateway/src/testing/an-operation.js';
import type { Subgraph, Turn } from '../data/subgraph.js';
import { type DrawnOperation, parseOperation } from '../operations/operation.js';

/** Sends to a subgraph by its name. */
export type Send = (subgraph: string, ...rest: Parameters<Subgraph>) => ReturnType<Subgraph>;

/** Executes operations over subgraphs. */
export type Execute = (operation: DrawnOperation) => Promise<ExecutionResult>;

/** One that executes on a supergraph; `turn` says which operation its fetches are of. */
export type Executor = (sdl: string, send: Send, turn: () => Turn) => Execute;

/** The gateway's own, which asks for the entities of several places in one call, and does what it does often by code that is written for it. */
const ours: Executor = (...rest) => {
  writing.after = 1;
  return gateway(true, ...rest);
};

/** The same, which asks for those of each place alone, and writes no code. */
const alone: Executor = (...rest) => {
  writing.after = Number.POSITIVE_INFINITY;
  return gateway(false, ...rest);
};

function gateway(joins: boolean, ...[sdl, send, turn]: Parameters<Executor>): Execute {
  const sourceOf = (subgraph: string) => ({
    joins,
    process: ({ request: { query, variables, operationName } }: Fetch) => send(subgraph, { query, variables, operationName }, turn()),
  });
  const supergraph = loadSupergraph(sdl, { sourceOf });
  return ({ text, variables, operationName }) => execute(anOperation({ supergraph, original: text, variables, operationName }));
}

interface Fetch {
  request: { query: string; variables: Record<string, unknown>; operationName?: string | undefined };
}

/** Apollo's, on the same plans: what fails with it as well is the planner's. */
const stock: Executor = (sdl, send, turn) => {
  const supergraph = Supergraph.build(sdl);
  const [api, schema, planner] = [supergraph.apiSchema(), supergraph.schema.toGraphQLJSSchema(), new QueryPlanner(supergraph)];
  const apiSchema = api.toGraphQLJSSchema();
  const sources = Object.fromEntries(
    supergraph.subgraphsMetadata().map(({ name }) => [
      name,
      {
        process: ({ request: { query = '', variables = {}, operationName } }: { request: Partial<Fetch['request']> }) =>
          send(name, { query, variables, operationName }, turn()),
      },
    ]),
  );
  return async (operation) => {
    const [document, { operationName }] = [parseOperation(operation), operation];
    const plan = planner.buildQueryPlan(operationFromDocument(api, document, { operationName }));
    const facts = { request: { variables: operation.variables }, metrics: {} } as unknown as Parameters<typeof executeQueryPlan>[2];
    const context = buildOperationContext({ schema: apiSchema, operationDocument: document, operationName });
    return (await executeQueryPlan(plan, sources as never, facts, context, schema, api)) as ExecutionResult;
  };
};

export const EXECUTORS = { ours, alone, stock } as const;
export type ExecutorName = keyof typeof EXECUTORS;

/** The plan of an operation, for people. */
export function describePlan(sdl: string, operation: DrawnOperation): string {
  const supergraph = Supergraph.build(sdl);
  const { operationName } = operation;
  const drawn = operationFromDocument(supergraph.apiSchema(), parseOperation(operation), { operationName });
  return prettyFormatQueryPlan(new QueryPlanner(supergraph).buildQueryPlan(drawn));
}
