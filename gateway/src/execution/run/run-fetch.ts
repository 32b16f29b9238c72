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
import { takeSupply } from './take-supply.js';

/**
 * Asks a subgraph for what some steps of the plan say, as far as it can be done in one call, and puts its answers into the result.
 * Never rejects for what a subgraph does.
 */
export function runFetches(fetches: readonly CompiledFetch[], run: Run): Promise<unknown> {
  const inContexts = fetches.filter(({ readContext }) => readContext);
  const asked = fetches.flatMap((fetch) => (fetch.readContext ? [] : askedBy(fetch, run))).filter(({ objects }) => objects.length > 0);
  const sent = sendAll(asked, run);
  return inContexts.length === 0 ? sent : Promise.all([...inContexts.map((fetch) => runInContexts(fetch, run)), sent]);
}

function askedBy(fetch: CompiledFetch, run: Run): Asked[] {
  const all = find(run, fetch.placeKey, run.structure, () => objectsAt(run.data, fetch.path, run.isShared));
  const objects = takeSupply(all, fetch, run);
  const isAll = objects === all;
  return fetch.trim ? askedInParts(fetch.trim(objects), fetch, { run, isAll }) : [askFor(objects, fetch, run, isAll)];
}

/** Objects of which less can be asked are asked for that. */
function askedInParts(parts: readonly Part[], whole: CompiledFetch, { run, isAll }: { run: Run; isAll: boolean }): Asked[] {
  if (parts.some(({ isForLack }) => isForLack) && run.errors.length > 0) run.incomplete.add(whole.service);
  const isWhole = isAll && parts.length === 1 && parts[0]?.fetch === whole;
  return parts.flatMap(({ objects, fetch }) => (fetch ? [askFor(objects, fetch, run, isWhole)] : []));
}

/** Entities that take the same from above are asked for together. */
function runInContexts(fetch: CompiledFetch, run: Run): Promise<unknown> {
  const groups = new Map<string, { variables: JsonObject; objects: JsonObject[] }>();
  for (const { object, position } of placesAt(run.data, fetch.path)) {
    const variables = fetch.readContext!(run.data, position);
    const key = JSON.stringify(variables);
    const group = groups.get(key) ?? { variables, objects: [] };
    groups.set(key, group);
    group.objects.push(object);
  }
  return Promise.all([...groups.values()].map(({ variables, objects }) => send(askFor(objects, fetch, run), run, variables)));
}

function sendAll(asked: readonly Asked[], run: Run): Promise<unknown> {
  const [first] = asked;
  if (first && asked.length === 1) return send(first, run);
  const isAlone = asked.length < 2 || !first || !run.sourceOf(first.fetch.service, first.fetch.index)?.joins;
  const joined = isAlone ? null : run.plan.join(asked.map(({ fetch }) => fetch));
  return joined ? sendJoined(asked, joined, run) : Promise.all(asked.map((one) => send(one, run)));
}

function sendJoined(asked: readonly Asked[], joined: JoinedFetch, run: Run): Promise<unknown> {
  const { variables, take } = together(asked, joined, run);
  const request = { query: joined.operation, operationName: joined.operationName, variables };
  return ask(asked, request, run, (answer) => (take(answer) ? undefined : Promise.all(asked.map((one) => send(one, run)))));
}

function send(asked: Asked, run: Run, context?: JsonObject): Promise<unknown> {
  if (asked.objects.length === 0) return Promise.resolve();
  const { operation: query, operationName } = asked.fetch.fetch;
  const request = { query, operationName, variables: { ...variablesOf(asked, run), ...context } };
  return ask([asked], request, run, (answer) => takeAnswer(answer, asked, run));
}

/** One call. */
function ask(
  asked: readonly Asked[],
  request: SubgraphFetch['request'],
  run: Run,
  take: (answer: SubgraphResponse) => unknown,
): Promise<unknown> {
  const { service, index } = (asked[0] as Asked).fetch;
  const source = run.sourceOf(service, index);
  const answer = source
    ? source.process({ request, context: run.operation })
    : Promise.reject(new Error(`There is no subgraph "${service}"`));
  return answer.then(take).catch((error) => {
    for (const one of asked) {
      run.failed.add(one.fetch.index);
      run.errors.push(...(error instanceof SubgraphUnavailableError ? unavailable(one, run) : [fault(error, one, run)]));
    }
  });
}

function variablesOf({ fetch, representations }: Asked, run: Run): JsonObject {
  const variables = variablesFor(fetch.fetch.variableUsages ?? [], run);
  if (representations) variables.representations = representations;
  return variables;
}
