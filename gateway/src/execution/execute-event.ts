import type { QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { StreamOpening } from '@supergraph/kernel/realtime';
import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import { GraphQLError } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation, OperationResult, SubgraphCall } from '../operation.js';
import { withoutDelivery } from '../realtime/delivery-mode.js';
import type { Next } from '../stage.js';
import { badVariables } from './bad-variables.js';
import { executableFor } from './executable.js';
import { type PreparedOperation, prepareOperation } from './prepare/prepare-operation.js';
import { runExecutable } from './run/run-executable.js';
import type { SubgraphSource } from './subgraph-source.js';

/** How a subscription is carried out: what its subgraph is asked, and what is fetched with its answer. */
export type SubscriptionPlan = Pick<SubscriptionNode, 'primary' | 'rest'> & Pick<PreparedOperation, 'constants'>;

/** Null where nothing of the subscription is left that could have events. */
export async function planSubscription(
  operation: Pick<Operation, 'document' | 'operationName' | 'supergraph'>,
): Promise<SubscriptionPlan | null> {
  const { document, constants } = prepared(operation);
  const { node } = await operation.supergraph.plan(document);
  return node?.kind === 'Subscription' ? { primary: node.primary, rest: node.rest, constants } : null;
}

const prepared = ({
  document,
  operationName,
  supergraph,
}: Pick<Operation, 'document' | 'operationName' | 'supergraph'>): PreparedOperation =>
  prepareOperation(withoutDelivery(document), operationName, supergraph);

/** Whether two plans ask the same of the same subgraphs, whatever supergraph they were made for. */
export const isSamePlan = (one: SubscriptionPlan, other: SubscriptionPlan): boolean => textOf(one) === textOf(other);

const textOf = ({ primary, rest, constants }: SubscriptionPlan): string =>
  JSON.stringify([primary, rest, constants], (key, value) => (key === 'operationDocumentNode' ? undefined : value));

/** Asks the subgraph that owns a subscription where its events will come from; it answers with errors where it refuses. */
export async function openStream(
  operation: Operation,
  plan: SubscriptionPlan,
  call: Next<SubgraphCall, SubgraphResponse>,
): Promise<{ opening: StreamOpening } | { errors: readonly GraphQLError[] }> {
  const { primary } = plan;
  const errors = badVariables(operation);
  if (errors) return { errors };
  const { errors: refused, extensions } = await call(callOf(plan, operation)).catch((cause) => {
    if (cause instanceof SubgraphUnavailableError) throw GatewayErrors.SUBGRAPH_UNAVAILABLE(primary.serviceName).causedBy(cause);
    throw cause;
  });
  if (refused?.length) return { errors: refused.map((error) => toError(error, primary.serviceName)) };
  if (!extensions?.stream || extensions.stream.channels.length === 0) throw new Error(`"${primary.serviceName}" opened no stream`);
  return { opening: extensions.stream };
}

/**
 * Executes a subscription for one event, and gives the result the shape of the original document. The plan is the one of the
 * subscription, in which the first fetch is answered by its subgraph for this event.
 */
export async function executeEvent(
  operation: Operation,
  { primary, rest }: SubscriptionPlan,
  source: SubgraphSource,
): Promise<OperationResult> {
  const { services } = operation.supergraph;
  const original = withoutDelivery(operation.original);
  const document = operation.document === operation.original ? original : withoutDelivery(operation.document);
  const plan: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Subscription', primary, rest } };
  const executable = executableFor({ ...operation, original, document }, prepared(operation), plan, primary);
  return runExecutable(executable, operation, (service, step) => (step === FIRST ? source : services[service]));
}

/** The step of a subscription's plan that its event answers. */
const FIRST = 0;

function callOf({ primary, constants }: SubscriptionPlan, operation: Operation): SubgraphCall {
  const { serviceName, operation: query, operationName, variableUsages = [] } = primary;
  const { variables, request } = operation;
  const value = (name: string) => (name in constants ? constants[name] : variables[name]);
  const used = Object.fromEntries(variableUsages.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name)]])));
  return { subgraph: serviceName, query, operationName, variables: used, operation, signal: request.signal };
}

const toError = ({ message, extensions }: { message: string; extensions?: Record<string, unknown> }, serviceName: string) =>
  new GraphQLError(message, { extensions: { ...extensions, serviceName } });
