import { isObject, type JsonObject } from '../plan/json.js';
import { merge } from '../plan/merge.js';
import type { Asked } from './asked.js';
import type { Run } from './run.js';
import { invalidAnswer, lostPlaces, subgraphErrors } from './run-errors.js';

/** Puts an answer into the result, as far as it is one. */
export function takeAnswer(answer: unknown, asked: Asked, run: Run): void {
  const problem = takeData(answer, asked, run);
  run.version += 1;
  if (asked.fetch.bringsObjects || run.plan.standIns.size > 0) run.structure += 1;
  const errors = isObject(answer) && Array.isArray(answer.errors) ? answer.errors : [];
  run.answered.add(asked.fetch.index);
  if (errors.length > 0 || problem) run.failed.add(asked.fetch.index);
  if (errors.length > 0) {
    run.errors.push(...subgraphErrors(errors, asked, run));
    run.lost.push(...lostPlaces(errors, (answer as JsonObject).data, asked, run));
  } else if (problem) run.errors.push(...invalidAnswer(problem, asked, run));
}

/** @returns what is wrong with the answer; where it tells of errors itself, they say why. */
function takeData(answer: unknown, asked: Asked, run: Run): string | null {
  if (!isObject(answer)) return 'the answer is no object';
  const { data } = answer;
  if (data === null || data === undefined) return 'there are neither data nor errors';
  if (!isObject(data)) return 'the data are no object';
  if (!asked.representations) {
    takeRoot(data, asked, run);
    return null;
  }
  const { _entities: entities } = data;
  if (!Array.isArray(entities)) return '_entities is no list';
  const { length } = asked.representations;
  if (entities.length !== length) return `_entities has ${entities.length} entries instead of ${length}`;
  if (asked.objects.length > length && asked.fetch.bringsObjects) run.isShared = !run.plan.hasContext;
  takeEntities(entities, asked, run);
  return entities.some((entity) => entity !== null && !isObject(entity)) ? 'an entity is no object' : null;
}

function takeRoot(data: JsonObject, { fetch, objects }: Asked, run: Run): void {
  const { plan } = run;
  if (objects.length > 1) run.isShared = !plan.hasContext;
  fetch.rewriteOutput?.(data);
  for (const [index, object] of objects.entries())
    merge(object, plan.hasContext && index > 0 ? structuredClone(data) : data, plan.standIns);
}

function takeEntities(entities: readonly unknown[], { fetch, objects, which }: Asked, { plan }: Run): void {
  const { rewriteOutput, merge } = fetch;
  const used = plan.hasContext ? new Set<unknown>() : null;
  const rewritten = rewriteOutput ? new Set<unknown>() : null;
  for (const [at, object] of objects.entries()) {
    let entity = entities[which[at]!];
    if (!isObject(entity)) continue;
    if (rewriteOutput && !rewritten!.has(entity)) {
      entity.__typename ??= object.__typename;
      rewriteOutput(entity);
      rewritten!.add(entity);
    }
    if (used?.has(entity)) entity = structuredClone(entity);
    used?.add(entity);
    merge(object, entity as JsonObject, plan.standIns);
  }
}
