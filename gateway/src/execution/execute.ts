import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, getOperationAST, getVariableValues, OperationTypeNode } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation, OperationResult } from '../operation.js';

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * Plans `document`, fetches what the plan says, and gives the result the shape of `original`: where the two differ, what was not asked
 * for is null, and a null that may not be moves up as it does everywhere else.
 */
export async function execute(operation: Operation): Promise<OperationResult> {
  const { document, original, operationName, supergraph } = operation;
  const definition = getOperationAST(original, operationName);
  if (!definition) return { errors: [noSuchOperation(operationName)] };
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) return subscribe(operation);

  if (definition.operation === OperationTypeNode.MUTATION && operation.request.isReadOnly)
    throw GatewayErrors.BAD_REQUEST('A mutation is sent by POST');

  const errors = badVariables(operation);
  if (errors) return { errors };

  return executeQueryPlan(
    supergraph.plan(document, operationName),
    supergraph.services,
    requestContext(operation),
    buildOperationContext({ schema: supergraph.apiSchema, operationDocument: original, operationName }),
    supergraph.schema,
    supergraph.api,
  );
}

/** A transport that can carry events takes the subscription from here; the others cannot be asked for one. */
async function subscribe(operation: Operation): Promise<OperationResult> {
  const { subscriber } = operation.request;
  if (!subscriber) throw GatewayErrors.SUBSCRIPTION_TRANSPORT_REQUIRED();
  return subscriber(operation);
}

/** Why the variables do not fit the operation; null where they do. */
export function badVariables({ original, operationName, variables, supergraph }: Operation): GraphQLError[] | null {
  const definitions = getOperationAST(original, operationName)?.variableDefinitions ?? [];
  const { errors } = getVariableValues(supergraph.apiSchema, definitions, variables, { maxErrors: 50 });
  return errors?.map(badInput) ?? null;
}

/** The few fields of Apollo's request context that its executor reads. */
export const requestContext = (operation: Operation) =>
  ({ request: { variables: operation.variables }, context: operation, metrics: {} }) as unknown as RequestContext;

const badInput = ({ message, nodes, originalError }: GraphQLError) =>
  new GraphQLError(message, { nodes, originalError, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } });

const noSuchOperation = (name: string | undefined) =>
  new GraphQLError(name ? `Unknown operation named "${name}"` : 'The document has several operations: name the one to execute', {
    extensions: { code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE },
  });
