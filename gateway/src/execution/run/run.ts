import type { GraphQLError } from 'graphql';
import type { Operation } from '../../operation.js';
import type { Conditions } from '../conditions.js';
import type { Executable } from '../executable.js';
import type { CompiledPlan } from '../plan/compile-plan.js';
import { type JsonObject, setOwn } from '../plan/json.js';
import type { Path } from '../shape/client-paths.js';
import type { SubgraphSource } from '../subgraph-source.js';

/** One execution of a plan. */
export interface Run {
  plan: CompiledPlan;
  conditions: Conditions;
  constants: Executable['constants'];
  paths: Executable['paths'];
  operation: Operation;
  /** The door to a subgraph. @param step of the plan, where a fetch asks. */
  sourceOf(service: string, step?: number): SubgraphSource | undefined;
  /** What the subgraphs have answered so far, put together. */
  data: JsonObject;
  /** An object of the data may stand in several places. */
  isShared: boolean;
  /** Goes up with each change of the data. */
  version: number;
  /** Goes up with each change of which objects stand where, and of what types they are. */
  structure: number;
  /** What was found in the data, by what was looked for: fetches that start together look for the same. */
  found: Map<string, { version: number; value: unknown }>;
  errors: GraphQLError[];
  /** The steps that have been answered, and those with an error, by their indexes. */
  answered: Set<number>;
  failed: Set<number>;
  /** Places of which a service has nothing to say, and has said why. */
  lost: { service: string; path: Path }[];
  /** Services of which more is missing than the errors name. */
  incomplete: Set<string>;
}

export const newRun = ({ plan, conditions, constants, paths }: Executable, operation: Operation, sourceOf: Run['sourceOf']): Run => ({
  plan,
  conditions,
  constants,
  paths,
  operation,
  sourceOf,
  data: {},
  isShared: false,
  version: 0,
  structure: 0,
  found: new Map(),
  errors: [],
  answered: new Set(),
  failed: new Set(),
  lost: [],
  incomplete: new Set(),
});

/** Looks for something in the data, once for each version of what it depends on. */
export function find<Value>({ found }: Run, key: string, version: number, look: () => Value): Value {
  const known = found.get(key);
  if (known?.version === version) return known.value as Value;
  const value = look();
  found.set(key, { version, value });
  return value;
}

/** The variables of a fetch, as far as they have values. */
export function variablesFor(names: readonly string[], run: Run): JsonObject {
  const variables: JsonObject = {};
  for (const name of names) {
    const value = variableValue(name, run);
    if (value !== undefined) setOwn(variables, name, value);
  }
  return variables;
}

/** What a variable of the plan is: the document's own, the gateway's or the client's. */
function variableValue(name: string, { constants, conditions, operation: { variables } }: Run): unknown {
  if (name in constants) return constants[name];
  const chosen = conditions.choiceOf(name, variables);
  return chosen === undefined && Object.hasOwn(variables, name) ? variables[name] : chosen;
}
