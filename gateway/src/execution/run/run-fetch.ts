import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { CompiledFetch, Part } from '../plan/compile-plan.js';
import type { JoinedFetch } from '../plan/join-fetches.js';
import type { JsonObject } from '../plan/json.js';
import { objectsAt, placesAt } from '../plan/response-path.js';
import type { SubgraphFetch } from '../subgraph-source.js';
import { together } from './ask-together.js';
import { type Asked, askFor } from './asked.js';
import { find, type Run, variablesFor } from './run.js';
import { fault, unavailable } from './run-errors.js';
import { takeAnswer } from './take-answer.js';

/**
 * Asks a subgraph for what some steps of the plan say, as far as it can be done in one call, and puts its answers into the result.
 * Never rejects for what a subgraph does.
 */
export async function runFetches(fetches: readonly CompiledFetch[], run: Run): Promise<void> {
  const inContexts = fetches.filter(({ readContext }) => readContext);
  const asked = fetches.flatMap((fetch) => (fetch.readContext ? [] : askedBy(fetch, run))).filter(({ objects }) => objects.length > 0);
  await Promise.all([...inContexts.map((fetch) => runInContexts(fetch, run)), sendAll(asked, run)]);
}

function askedBy(fetch: CompiledFetch, run: Run): Asked[] {
  const objects = find(run, fetch.placeKey, run.structure, () => objectsAt(run.data, fetch.path, run.isShared));
  return fetch.trim ? askedInParts(fetch.trim(objects), fetch, run) : [askFor(objects, fetch, run)];
}

/** Objects of which less can be asked are asked for that. */
function askedInParts(parts: readonly Part[], whole: CompiledFetch, run: Run): Asked[] {
  if (parts.some(({ isForLack }) => isForLack) && run.errors.length > 0) run.incomplete.add(whole.service);
  const isAll = parts.length === 1 && parts[0]?.fetch === whole;
  return parts.flatMap(({ objects, fetch }) => (fetch ? [askFor(objects, fetch, run, isAll)] : []));
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

async function sendAll(asked: readonly Asked[], run: Run): Promise<void> {
  const [first] = asked;
  const isAlone = asked.length < 2 || !first || !run.sourceOf(first.fetch.service, first.fetch.index)?.joins;
  const joined = isAlone ? null : run.plan.join(asked.map(({ fetch }) => fetch));
  if (!joined || !first) await Promise.all(asked.map((one) => send(one, run)));
  else await sendJoined(asked, joined, run);
}

async function sendJoined(asked: readonly Asked[], joined: JoinedFetch, run: Run): Promise<void> {
  const { variables, take } = together(asked, joined, run);
  const request = { query: joined.operation, operationName: joined.operationName, variables };
  await ask(asked, request, run, async (answer) => {
    if (!take(answer)) await Promise.all(asked.map((one) => send(one, run)));
  });
}

async function send(asked: Asked, run: Run, context?: JsonObject): Promise<void> {
  if (asked.objects.length === 0) return;
  const { operation: query, operationName } = asked.fetch.fetch;
  const request = { query, operationName, variables: { ...variablesOf(asked, run), ...context } };
  await ask([asked], request, run, (answer) => takeAnswer(answer, asked, run));
}

/** One call. */
async function ask(
  asked: readonly Asked[],
  request: SubgraphFetch['request'],
  run: Run,
  take: (answer: SubgraphResponse) => void | Promise<void>,
): Promise<void> {
  const { service, index } = (asked[0] as Asked).fetch;
  try {
    const source = run.sourceOf(service, index);
    if (!source) throw new Error(`There is no subgraph "${service}"`);
    await take(await source.process({ request, context: run.operation }));
  } catch (error) {
    for (const one of asked)
      run.errors.push(...(error instanceof SubgraphUnavailableError ? unavailable(one, run) : [fault(error, one, run)]));
  }
}

function variablesOf({ fetch, representations }: Asked, run: Run): JsonObject {
  const variables = variablesFor(fetch.fetch.variableUsages ?? [], run);
  if (representations) variables.representations = representations;
  return variables;
}
