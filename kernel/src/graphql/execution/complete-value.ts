import {
  defaultTypeResolver,
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { completeLeaf } from './complete-leaf.js';
import { executeFields, failed, isPromise, pathTo } from './execute-fields.js';
import type { Complete, FieldPlan, ObjectPlan } from './plan.js';
import type { Path, Run } from './run.js';

/** What the completion of a field's values has to know of the field. */
export interface Selected {
  /** The field itself; it is there when the first value is. */
  field: () => FieldPlan;
  nodes: readonly FieldNode[];
  parentType: GraphQLObjectType;
  name: string;
  /** What is selected of objects of a type. */
  planOf: (type: GraphQLObjectType) => ObjectPlan;
}

/** How values of a type become parts of an answer. */
export function completerOf(type: GraphQLOutputType, selected: Selected): Complete {
  if (isNonNullType(type)) return completeNonNull(completerOf(type.ofType, selected), selected);
  if (isListType(type)) return completeList(type, selected);
  if (isLeafType(type)) return completeLeaf(type as GraphQLLeafType);
  return isObjectType(type) ? completeObject(type, selected) : completeAbstract(type, selected);
}

function completeNonNull(complete: Complete, { parentType, name }: Selected): Complete {
  return (run, value, path, fieldPath) => {
    const completed = complete(run, value, path, fieldPath);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${name}.`);
  };
}

function completeList(type: GraphQLList<GraphQLOutputType>, selected: Selected): Complete {
  const complete = completerOf(type.ofType, selected);
  const entry = { nodes: selected.nodes, isNonNull: isNonNullType(type.ofType) };
  const completeEntry = (run: Run, value: unknown, path: Path, fieldPath: Path | undefined): unknown => {
    try {
      const completed = isPromise(value)
        ? value.then((resolved) => complete(run, resolved, path, fieldPath))
        : complete(run, value, path, fieldPath);
      return isPromise(completed) ? completed.then(undefined, (cause) => failed(run, entry, path, cause)) : completed;
    } catch (cause) {
      return failed(run, entry, path, cause);
    }
  };
  return (run, value, path, fieldPath) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    if (!isIterable(value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${selected.parentType.name}.${selected.name}".`);
    const results: unknown[] = [];
    let hasPromise = false;
    try {
      for (const each of value) {
        const result = completeEntry(run, each, pathTo(path, results.length), fieldPath);
        results.push(result);
        hasPromise ||= isPromise(result);
      }
    } catch (error) {
      if (hasPromise) run.leave(results);
      throw error;
    }
    return hasPromise ? run.all(results) : results;
  };
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && typeof (value as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] === 'function';

function completeObject(type: GraphQLObjectType, selected: Selected): Complete {
  return (run, value, path, fieldPath) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    return completeAs(type, run, { selected, value, path, fieldPath });
  };
}

interface Found {
  selected: Selected;
  value: unknown;
  path: Path | undefined;
  fieldPath: Path | undefined;
}

function completeAs(type: GraphQLObjectType, run: Run, found: Found): unknown {
  const { selected, value, path } = found;
  const plan = selected.planOf(type);
  if (!type.isTypeOf) return executeFields(run, plan, value, path);
  const isOfType = type.isTypeOf(value, run.ctx, infoOf(run, found));
  const proceed = (isIt: boolean) => {
    if (isIt) return executeFields(run, plan, value, path);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes: selected.nodes as never });
  };
  return isPromise(isOfType) ? (isOfType as Promise<boolean>).then(proceed) : proceed(isOfType as boolean);
}

const infoOf = (run: Run, { selected, fieldPath }: Found): GraphQLResolveInfo => run.infoOf(selected.field(), fieldPath as Path);

function completeAbstract(type: GraphQLAbstractType, selected: Selected): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, value, path, fieldPath) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    const found = { selected, value, path, fieldPath };
    const name = resolveType.call(type, value, run.ctx, infoOf(run, found), type) as unknown;
    const proceed = (resolved: unknown) => completeAs(runtimeType(resolved, type, { run, found }), run, found);
    return isPromise(name) ? name.then(proceed) : proceed(name);
  };
}

/** @throws GraphQLError where that is not the name of a type which the abstract one may be. */
function runtimeType(name: unknown, type: GraphQLAbstractType, { run, found }: { run: Run; found: Found }): GraphQLObjectType {
  const { nodes, parentType, name: fieldName } = found.selected;
  const place = `"${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${fieldName}"`;
  const refuse = (message: string) => new GraphQLError(message, { nodes: nodes as never });
  if (name === null || name === undefined)
    throw refuse(
      `Abstract type ${place}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    );
  if (typeof name !== 'string')
    throw new GraphQLError(`Abstract type ${place} with value ${inspect(found.value)}, received "${inspect(name)}".`);
  const resolved = run.plan.schema.getType(name);
  if (!resolved) throw refuse(`Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`);
  if (!isObjectType(resolved)) throw refuse(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`);
  if (!run.plan.schema.isSubType(type, resolved))
    throw refuse(`Runtime Object type "${resolved.name}" is not a possible type for "${type.name}".`);
  return resolved;
}
