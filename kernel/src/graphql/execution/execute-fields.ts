import { type GraphQLError, locatedError } from 'graphql';
import { compileObject } from './compile-object.js';
import type { Build, FieldPlan, ObjectPlan } from './plan.js';
import type { Path, Run } from './run.js';

export const isPromise = (value: unknown): value is Promise<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function';

export const pathTo = (prev: Path | undefined, key: string | number, typename?: string): Path => ({ prev, key, typename });

/** What is selected of one object; a promise where any part of it is one. */
export function executeFields(run: Run, plan: ObjectPlan, source: unknown, path: Path | undefined): unknown {
  if (typeof source === 'object' && source !== null) {
    const build = plan.use.build ?? buildIfWorth(plan);
    if (build && (!plan.isGuarded || run.areOpen(plan.fields))) return build(run, source, path);
  }
  const results: Record<string, unknown> = { ...plan.blank };
  let hasPromise = false;
  try {
    for (const field of plan.fields) {
      const result = executeField(run, field, source, path);
      results[field.key] = result;
      hasPromise ||= isPromise(result);
    }
  } catch (error) {
    if (!hasPromise) throw error;
    return failWhenAllThere(run, results, error);
  }
  return hasPromise ? whenAllThere(run, results) : results;
}

function buildIfWorth({ fields, use }: ObjectPlan): Build | null {
  use.left -= 1;
  if (use.left !== -1) return null;
  use.build = compileObject(fields, { executeField, finishLeaf, failedField, whenAllThere, failWhenAllThere, isPromise });
  if (use.build) use.onBuild();
  return use.build;
}

/** Mutations: one after the other, and none before everything of the one before it has come to its end. */
export function executeSerially(run: Run, plan: ObjectPlan, source: unknown): unknown {
  const results: Record<string, unknown> = { ...plan.blank };
  let before: Promise<unknown> | undefined;
  const execute = (field: FieldPlan): Promise<unknown> | undefined => {
    const result = executeField(run, field, source, undefined);
    if (!isPromise(result)) {
      results[field.key] = result;
      return run.hasLeftovers ? run.settle() : undefined;
    }
    return result.then((value) => {
      results[field.key] = value;
      return run.hasLeftovers ? run.settle() : undefined;
    });
  };
  for (const field of plan.fields) before = before ? before.then(() => execute(field)) : execute(field);
  return before ? before.then(() => results) : results;
}

/** What one field has made the failure of its object, once the other fields are there. */
const failWhenAllThere = (run: Run, results: Record<string, unknown>, error: unknown): Promise<unknown> =>
  whenAllThere(run, results).finally(() => {
    throw error;
  });

async function whenAllThere(run: Run, results: Record<string, unknown>): Promise<Record<string, unknown>> {
  const values = await run.all(Object.values(results));
  Object.keys(results).forEach((key, index) => {
    results[key] = values[index];
  });
  return results;
}

function executeField(run: Run, field: FieldPlan, source: unknown, parent: Path | undefined): unknown {
  // A placeless field is where its parent is until something has to be said of it.
  const at = field.isPlaceless ? parent : placeOf(field, parent);
  try {
    return settle(run, field, resolve(run, field, source, at), at);
  } catch (cause) {
    return failedField(run, field, at, cause);
  }
}

/** What became of a placeless field that is not refused, and whose property was read. */
function finishLeaf(run: Run, field: FieldPlan, { source, value }: { source: object; value: unknown }, at: Path | undefined): unknown {
  try {
    return settle(run, field, typeof value === 'function' ? callMethod(run, field, source, at) : value, at);
  } catch (cause) {
    return failedField(run, field, at, cause);
  }
}

function settle(run: Run, field: FieldPlan, value: unknown, at: Path | undefined): unknown {
  const completed = isPromise(value) ? value.then((resolved) => field.complete(run, resolved, at, at)) : field.complete(run, value, at, at);
  return isPromise(completed) ? completed.then(undefined, (cause) => failedField(run, field, at, cause)) : completed;
}

const placeOf = (field: FieldPlan, parent: Path | undefined): Path => pathTo(parent, field.key, field.parentType.name);

const pathOf = (field: FieldPlan, at: Path | undefined): Path => (field.isPlaceless ? placeOf(field, at) : (at as Path));

function resolve(run: Run, field: FieldPlan, source: unknown, at: Path | undefined): unknown {
  const args = field.hasArguments ? run.argumentsOf(field) : undefined;
  if (field.guard) {
    const refusal = run.refusalOf(field);
    if (refusal) throw refusal;
  }
  if (field.resolve) return field.resolve(source, args ?? {}, run.ctx, run.infoOf(field, pathOf(field, at)));
  if ((typeof source !== 'object' && typeof source !== 'function') || source === null) return undefined;
  const value = (source as Record<string, unknown>)[field.name];
  return typeof value === 'function' ? callMethod(run, field, source, at) : value;
}

function callMethod(run: Run, field: FieldPlan, source: object, at: Path | undefined): unknown {
  const args = field.hasArguments ? run.argumentsOf(field) : {};
  return (source as Methods)[field.name]!(args, run.ctx, run.infoOf(field, pathOf(field, at)));
}

type Methods = Record<string, (...values: unknown[]) => unknown>;

const failedField = (run: Run, field: FieldPlan, at: Path | undefined, cause: unknown): null =>
  failed(run, field, pathOf(field, at), cause);

/** Null and an error where null may be; else the failure is the parent's. */
export function failed(run: Run, { nodes, isNonNull }: Pick<FieldPlan, 'nodes' | 'isNonNull'>, path: Path, cause: unknown): null {
  const error: GraphQLError = locatedError(cause, nodes as never, keysOf(path));
  if (isNonNull) throw error;
  run.report(error, path);
  return null;
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
