import type { CompiledFetch } from '../plan/compile-plan.js';
import type { JsonObject } from '../plan/json.js';
import type { Representer } from '../plan/representation.js';
import { type Position, placesAt } from '../plan/response-path.js';
import { find, type Run } from './run.js';

/** What one call asks for. */
export interface Asked {
  fetch: CompiledFetch;
  /** The objects that the answer goes into. */
  objects: readonly JsonObject[];
  /** The entities that are asked for, each of them once; null where the fetch asks for none. */
  representations: JsonObject[] | null;
  /** What tells the entities apart. */
  keys: readonly string[];
  /** For each object, the index of its representation. */
  which: readonly number[];
}

/**
 * @param objects at the places that the fetch fills: those that take the same from above, and of which the same is asked.
 * @param isAll says that these are all that stand there.
 */
export function askFor(objects: readonly JsonObject[], fetch: CompiledFetch, run: Run, isAll = true): Asked {
  const { representer, rewriteInput, service, nameKey, readContext } = fetch;
  if (!representer) return { fetch, objects, representations: null, keys: [], which: [] };
  const name = () => nameAll(objects, representer);
  const { named, keys, which, firsts } = readContext || !isAll ? name() : find(run, nameKey, run.version, name);
  // What could not be named lacks what a failed fetch was to bring.
  if (named.length < objects.length && run.errors.length > 0) run.incomplete.add(service);
  const representations = firsts.map((object) => {
    const representation = representer.represent(object);
    rewriteInput?.(representation);
    return representation;
  });
  return { fetch, objects: named, representations, keys, which };
}

/** Finds which objects stand for the same entity: it is asked for once. */
function nameAll(objects: readonly JsonObject[], { keyOf }: Representer) {
  const indexes = new Map<string, number>();
  const firsts: JsonObject[] = [];
  const named: JsonObject[] = [];
  const which: number[] = [];
  for (const object of objects) {
    const key = keyOf(object);
    if (key === null) continue;
    let index = indexes.get(key);
    if (index === undefined) {
      index = firsts.push(object) - 1;
      indexes.set(key, index);
    }
    named.push(object);
    which.push(index);
  }
  return { named, keys: [...indexes.keys()], which, firsts };
}

/** Where in the answer the object or the objects of a representation stand; of all of them without an index. */
export function positionsOf({ fetch, objects, which }: Asked, run: Run, index?: number): Position[] {
  const meant = new Set(index === undefined ? objects : objects.filter((_, at) => which[at] === index));
  return placesAt(run.data, fetch.path).flatMap(({ object, position }) => (meant.has(object) ? [position] : []));
}
