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
  const { document, original, operationName, variables, supergraph } = operation;
  const definition = getOperationAST(original, operationName);
  if (!definition) return { errors: [noSuchOperation(operationName)] };
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) throw GatewayErrors.SUBSCRIPTIONS_NOT_SUPPORTED();

  const { errors } = getVariableValues(supergraph.apiSchema, definition.variableDefinitions ?? [], variables, { maxErrors: 50 });
  if (errors) return { errors: errors.map(badInput) };

  return executeQueryPlan(
    supergraph.plan(document, operationName),
    supergraph.services,
    requestContext(operation),
    buildOperationContext({ schema: supergraph.apiSchema, operationDocument: original, operationName }),
    supergraph.schema,
    supergraph.api,
  );
}

/** The few fields of Apollo's request context that its executor reads. */
const requestContext = (operation: Operation) =>
  ({ request: { variables: operation.variables }, context: operation, metrics: {} }) as unknown as RequestContext;

const badInput = ({ message, nodes, originalError }: GraphQLError) =>
  new GraphQLError(message, { nodes, originalError, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } });

const noSuchOperation = (name: string | undefined) =>
  new GraphQLError(name ? `Unknown operation named "${name}"` : 'The document has several operations: name the one to execute', {
    extensions: { code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE },
  });
