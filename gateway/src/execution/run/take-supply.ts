import type { CompiledFetch } from '../plan/compile-plan.js';
import type { JsonObject } from '../plan/json.js';
import type { Representer } from '../plan/representation.js';
import { objectsAt } from '../plan/response-path.js';
import type { Supplier } from '../plan/supply.js';
import { find, type Run } from './run.js';

/**
 * Gives objects what their fetch would bring, where its subgraph has told it of the same entities in this very run. Equal are those that
 * the fetch would name alike, all that its fields require included. What came with an error is asked for again.
 *
 * @returns those that are left to be asked for.
 */
export function takeSupply(objects: readonly JsonObject[], fetch: CompiledFetch, run: Run): readonly JsonObject[] {
  const { supply, representer, service, index } = fetch;
  if (!supply || !representer || !run.sourceOf(service, index)?.joins) return objects;
  let left = objects;
  for (const supplier of supply.suppliers) {
    if (left.length === 0) break;
    if (!run.answered.has(supplier.index) || run.failed.has(supplier.index)) continue;
    const known = find(run, supplier.name, run.structure, () => entitiesOf(supplier, representer, run));
    left = left.filter((object) => {
      const key = representer.keyOf(object);
      const same = key === null ? undefined : known.get(key);
      return same === undefined || !supply.copy(same, object);
    });
  }
  if (left.length === objects.length) return objects;
  run.version += 1;
  return left;
}

function entitiesOf({ path, type }: Supplier, { keyOf }: Representer, run: Run): ReadonlyMap<string, JsonObject> {
  const known = new Map<string, JsonObject>();
  for (const object of objectsAt(run.data, path, run.isShared)) {
    if (type !== null) object.__typename ??= type;
    const key = keyOf(object);
    if (key !== null) known.set(key, object);
  }
  return known;
}
