import { SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { CompiledFetch } from '../plan/compile-plan.js';
import { type JsonObject, setOwn } from '../plan/json.js';
import { objectsAt, placesAt } from '../plan/response-path.js';
import { type Asked, askFor } from './asked.js';
import { find, type Run } from './run.js';
import { fault, unavailable } from './run-errors.js';
import { takeAnswer } from './take-answer.js';

/** Asks a subgraph for what a step of the plan says, and puts its answer into the result. Never rejects for what a subgraph does. */
export async function runFetch(fetch: CompiledFetch, run: Run): Promise<void> {
  if (fetch.readContext) await runInContexts(fetch, run);
  else {
    const objects = find(run, fetch.placeKey, () => objectsAt(run.data, fetch.path, run.isShared));
    await send(askFor(objects, fetch, run), run);
  }
}

/** Entities that take the same from above are asked for together. */
async function runInContexts(fetch: CompiledFetch, run: Run): Promise<void> {
  const groups = new Map<string, { variables: JsonObject; objects: JsonObject[] }>();
  for (const { object, position } of placesAt(run.data, fetch.path)) {
    const variables = fetch.readContext!(run.data, position);
    const key = JSON.stringify(variables);
    const group = groups.get(key) ?? { variables, objects: [] };
    groups.set(key, group);
    group.objects.push(object);
  }
  await Promise.all([...groups.values()].map(({ variables, objects }) => send(askFor(objects, fetch, run), run, variables)));
}

async function send(asked: Asked, run: Run, context?: JsonObject): Promise<void> {
  if (asked.objects.length === 0) return;
  const { fetch, service } = asked.fetch;
  const source = run.sourceOf(service, asked.fetch.index);
  try {
    if (!source) throw new Error(`There is no subgraph "${service}"`);
    const request = { query: fetch.operation, operationName: fetch.operationName, variables: { ...variablesOf(asked, run), ...context } };
    takeAnswer(await source.process({ request, context: run.operation }), asked, run);
  } catch (error) {
    run.errors.push(...(error instanceof SubgraphUnavailableError ? unavailable(asked, run) : [fault(error, asked, run)]));
  }
}

function variablesOf({ fetch, representations }: Asked, { operation }: Run): JsonObject {
  const variables: JsonObject = {};
  for (const name of fetch.fetch.variableUsages ?? []) {
    const value = Object.hasOwn(operation.variables, name) ? operation.variables[name] : undefined;
    if (value !== undefined) setOwn(variables, name, value);
  }
  if (representations) variables.representations = representations;
  return variables;
}
