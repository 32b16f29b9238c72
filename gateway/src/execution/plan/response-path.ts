import { isObject, type JsonObject, own } from './json.js';
import type { TypeNames } from './type-names.js';

/** One step of the way to the objects that a fetch fills. */
export interface PathStep {
  /** The response key; null steps into the entries of a list, `''` stays where it is. */
  key: string | null;
  /** Only objects of these types are on the way. */
  types: ReadonlySet<string> | null;
}

/** Where an object stands in the answer. */
export type Position = readonly (string | number)[];

/**
 * Reads a path as the planner writes it: response keys, `@` for the entries of a list, and behind either of them
 * `|[A,B]` where only objects of these types are meant.
 */
export const readPath = (path: readonly (string | number)[], typeNames: TypeNames): PathStep[] =>
  path.map((element) => {
    const [, name = '', types] = /^([^|]*)(?:\|\[(.*)\])?$/.exec(String(element)) ?? [];
    return {
      key: name === '@' ? null : name === '.' ? '' : name,
      types: types === undefined ? null : new Set(types.split(',').flatMap((type) => [...typeNames(type.trim())])),
    };
  });

/** The response keys of a path. */
export const keysOf = (path: readonly PathStep[]): string[] => path.flatMap(({ key }) => (key ? [key] : []));

/**
 * The objects at the end of a path, in the order of the answer. What leads nowhere is left out.
 * @param isShared says that an object may stand in several places; it is told of once.
 */
export function objectsAt(root: JsonObject, path: readonly PathStep[], isShared: boolean): JsonObject[] {
  const found: JsonObject[] = [];
  if (!isShared) collect(root, path, 0, found);
  else for (const value of levelAt(root, path)) if (isObject(value)) found.push(value);
  return found;
}

function collect(value: unknown, path: readonly PathStep[], at: number, found: JsonObject[]): void {
  if (typeof value !== 'object' || value === null) return;
  const step = path[at];
  if (Array.isArray(value)) {
    const isStep = step !== undefined && step.key === null;
    for (const entry of value) if (!isStep || fits(entry, step)) collect(entry, path, isStep ? at + 1 : at, found);
  } else if (!step) found.push(value as JsonObject);
  else {
    const next = step.key ? own(value as JsonObject, step.key) : value;
    if (fits(next, step)) collect(next, path, at + 1, found);
  }
}

/** Step by step: there may be more ways to an object than anybody could go. */
function levelAt(root: JsonObject, path: readonly PathStep[]): Iterable<unknown> {
  let level: Iterable<unknown> = [root];
  for (const step of path) {
    const next = new Set<unknown>();
    for (const value of level) follow(value, step, next);
    level = next;
  }
  return new Set([...level].flat(Infinity));
}

function follow(value: unknown, step: PathStep, next: Set<unknown>): void {
  if (Array.isArray(value)) {
    for (const entry of value)
      if (step.key !== null) follow(entry, step, next);
      else if (leadsOn(entry, step)) next.add(entry);
  } else if (isObject(value)) {
    const found = step.key ? own(value, step.key) : value;
    if (leadsOn(found, step)) next.add(found);
  }
}

const leadsOn = (value: unknown, step: PathStep): boolean => typeof value === 'object' && value !== null && fits(value, step);

/** The same objects with their positions. One that stands in several places is told of at each. */
export function placesAt(root: unknown, path: readonly PathStep[]): { object: JsonObject; position: Position }[] {
  const found: { object: JsonObject; position: Position }[] = [];
  const visit = (value: unknown, at: number, position: Position): void => {
    if (value === null || typeof value !== 'object') return;
    const step = path[at];
    if (Array.isArray(value)) {
      const entryStep = step?.key === null ? step : undefined;
      for (const [index, entry] of value.entries()) if (fits(entry, entryStep)) visit(entry, entryStep ? at + 1 : at, [...position, index]);
    } else if (step) {
      const next = step.key ? own(value as JsonObject, step.key) : value;
      if (fits(next, step)) visit(next, at + 1, step.key ? [...position, step.key] : position);
    } else found.push({ object: value as JsonObject, position });
  };
  visit(root, 0, []);
  return found;
}

/** A list is judged entry by entry. */
const fits = (value: unknown, step: PathStep | undefined): boolean =>
  !step?.types || Array.isArray(value) || (isObject(value) && step.types.has(value.__typename as string));
