import { type ExecutionResult, type GraphQLError, OperationTypeNode } from 'graphql';
import { executeFields, executeSerially, isPromise } from './execute-fields.js';
import type { ObjectPlan, OperationPlan } from './plan.js';
import { type Given, Run } from './run.js';

/**
 * Executes an operation as `execute` of graphql-js does, with the same data, errors and order of resolvers. One thing is different:
 * nothing of it is at work any more when the answer is there, even where a failure has made a part of the answer null.
 */
export async function runOperation(plan: OperationPlan, given: Given): Promise<ExecutionResult> {
  const run = new Run(plan, given);
  const data = await rootOf(run, plan.root);
  const errors = [...run.errors];
  if (run.hasLeftovers) await run.settle();
  return errors.length > 0 ? { errors, data } : { data };
}

async function rootOf(run: Run, root: ObjectPlan): Promise<ExecutionResult['data']> {
  const execute = run.plan.operation.operation === OperationTypeNode.MUTATION ? executeSerially : executeFields;
  try {
    const data = execute(run, root, run.given.rootValue, undefined);
    return (isPromise(data) ? await data : data) as ExecutionResult['data'];
  } catch (error) {
    run.report(error as GraphQLError, undefined);
    return null;
  }
}
