import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import type { Operation, OperationResult } from '../operation.js';
import { badVariables } from './bad-variables.js';
import { type Asked, type Executable, executableFor } from './executable.js';
import { prepareOperation } from './prepare/prepare-operation.js';
import { runExecutable } from './run/run-executable.js';

/**
 * Plans `document`, fetches what the plan says, and gives the result the shape of `original`: where the two differ, what was not asked
 * for is null, and a null that may not be moves up as it does everywhere else.
 */
export async function execute(operation: Operation): Promise<OperationResult> {
  const { original, operationName, supergraph } = operation;
  const definition = getOperationAST(original, operationName);
  if (!definition) return { errors: [noSuchOperation(operationName)] };
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) return subscribe(operation);

  if (definition.operation === OperationTypeNode.MUTATION && operation.request.isReadOnly)
    throw GatewayErrors.BAD_REQUEST('A mutation is sent by POST');

  const errors = badVariables(operation);
  if (errors) return { errors };

  const found = executableOf(operation);
  const executable = found instanceof Promise ? await found : found;
  const undecided = executable.conditions.undecided(operation.variables);
  if (undecided.length > 0) return { errors: undecided.map(undecidedVariable) };

  return runExecutable(executable, operation, (service) => supergraph.services[service]);
}

/** By what an operation is executed; at once where its plan is known, so that nothing waits. */
export function executableOf(asked: Asked): Executable | Promise<Executable> {
  const { document, operationName, supergraph } = asked;
  const prepared = prepareOperation(document, operationName, supergraph);
  const plan = supergraph.plan(prepared.document);
  return plan instanceof Promise ? plan.then((made) => executableFor(asked, prepared, made)) : executableFor(asked, prepared, plan);
}

/** A transport that can carry events takes the subscription from here; the others cannot be asked for one. */
async function subscribe(operation: Operation): Promise<OperationResult> {
  const { subscriber } = operation.request;
  if (!subscriber) throw GatewayErrors.SUBSCRIPTION_TRANSPORT_REQUIRED();
  return subscriber(operation);
}

const undecidedVariable = (name: string) =>
  new GraphQLError(`Variable "$${name}" decides what is asked for: it must be true or false`, {
    extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT },
  });

const noSuchOperation = (name: string | undefined) =>
  new GraphQLError(name ? `Unknown operation named "${name}"` : 'The document has several operations: name the one to execute', {
    extensions: { code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE },
  });
