import type { JoinedFetch, JoinedPart } from '../plan/join-fetches.js';
import { isObject, type JsonObject, own } from '../plan/json.js';
import type { Asked } from './asked.js';
import { type Run, variablesFor } from './run.js';
import { takeAnswer } from './take-answer.js';

/** The entities of one part: those of all its fetches, each once. */
interface Gathered {
  part: JoinedPart;
  representations: JsonObject[];
  /** For each fetch of the part, the places of its representations among them. */
  places: readonly (readonly number[])[];
}

/** What a joined operation needs, and how its answer is handed to the fetches that it is for. */
export interface Together {
  variables: JsonObject;
  /** False where nothing of the answer can be used: what one fetch asks for may have taken the others' with it. */
  take(answer: unknown): boolean;
}

export function together(asked: readonly Asked[], { parts, variableUsages }: JoinedFetch, run: Run): Together {
  const gathered = parts.map((part) => gather(part, asked));
  const variables = variablesFor(variableUsages, run);
  for (const { part, representations } of gathered) variables[part.variable] = representations;
  return {
    variables,
    take(answer) {
      if (!isObject(answer) || !isObject(answer.data)) return false;
      const { data, errors } = answer as { data: JsonObject; errors?: unknown };
      for (const { part, representations, places } of gathered) {
        if (part.members.length > 1 && asked[part.members[0] as number]?.fetch.bringsObjects) run.isShared = !run.plan.hasContext;
        const entities = own(data, part.alias);
        const isWhole = Array.isArray(entities) && entities.length === representations.length;
        for (const [at, member] of part.members.entries()) {
          const mine = places[at] as readonly number[];
          const _entities = isWhole ? mine.map((place) => entities[place]) : entities;
          takeAnswer({ data: { _entities }, errors: errorsFor(part.alias, mine, errors) }, asked[member] as Asked, run);
        }
      }
      return true;
    },
  };
}

function gather(part: JoinedPart, asked: readonly Asked[]): Gathered {
  const representations: JsonObject[] = [];
  const indexes = new Map<string, number>();
  const places = part.members.map((member) => {
    const { keys, representations: mine } = asked[member] as Asked;
    return keys.map((key, at) => {
      const known = indexes.get(key);
      if (known !== undefined) return known;
      indexes.set(key, representations.length);
      return representations.push(mine?.[at] as JsonObject) - 1;
    });
  });
  return { part, representations, places };
}

/** Those of a part with paths as if it had been asked for alone; what has no path is everybody's. */
function errorsFor(alias: string, places: readonly number[], errors: unknown): unknown {
  if (!Array.isArray(errors)) return errors;
  return errors.flatMap((error): unknown[] => {
    if (!isObject(error) || !Array.isArray(error.path)) return [error];
    const [root, place, ...rest] = error.path;
    if (root !== alias) return [];
    if (typeof place !== 'number') return [{ ...error, path: ['_entities'] }];
    const index = places.indexOf(place);
    return index < 0 ? [] : [{ ...error, path: ['_entities', index, ...rest] }];
  });
}
