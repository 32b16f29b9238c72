import { type ExecutionResult, executeSync, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { DrawnOperation } from '../operations/operation.js';
import { parseOperation } from '../operations/operation.js';
import type { Store, Thing } from './store.js';
import { nextTurn, rootOf, type Turn } from './subgraph.js';

/** Answers as one server would that has everything: graphql-js over the API schema and the whole data. */
export type Monolith = (operation: DrawnOperation) => ExecutionResult;

export function createMonolith(schema: GraphQLSchema, store: Store): Monolith {
  const fieldResolver: GraphQLFieldResolver<Thing | undefined, Turn> = (source, args, turn, { parentType, fieldName }) =>
    store.valueAt(source ?? rootOf(parentType.name), store.fieldOf(parentType.name, fieldName), {
      args,
      turn: nextTurn(parentType.name, turn),
    });
  return (operation) =>
    executeSync({
      schema,
      document: parseOperation(operation),
      variableValues: operation.variables,
      operationName: operation.operationName,
      fieldResolver,
      contextValue: { count: 0 },
    });
}
