import type { ExecutionResult } from 'graphql';

type Path = readonly (string | number)[];
interface SomeError {
  message: string;
  path?: Path | undefined;
}

/** What this data gives. */
const MOVED = /^(Fault at |Cannot return null for non-nullable field )/;

/**
 * What tells the gateway's answer from one server's; undefined where nothing does.
 *
 * Data: equal as JSON text, so that the order of keys counts as well.
 *
 * Errors: where a null has moved up, the two may differ in which of the errors below it they met first, since one server stops at the
 * first and subgraphs do not know of each other. So each error counts at the place where it can be seen: the first null along its path.
 * - Every error has a path, and this path leads to a null.
 * - The places are the same.
 * - Where the null is the failed field itself, the messages are the same; where it has moved up, each message of the gateway's is
 *   one that this data gives. The name of a type in a message does not count: an interface object has another one in its subgraph.
 */
export function difference(expected: ExecutionResult, actual: ExecutionResult): string | undefined {
  if (actual.data === undefined && expected.data !== undefined)
    return `the gateway refused it: ${(actual.errors ?? []).map(({ message }) => message).join('; ')}`;
  if (JSON.stringify(expected.data) !== JSON.stringify(actual.data)) return 'data';
  const data = expected.data ?? null;
  const [wanted, given] = [placesOf(expected.errors, data), placesOf(actual.errors, data)];
  if (typeof given === 'string') return given;
  if (typeof wanted === 'string') throw new Error(`One server gave an error where none can be: ${wanted}`);
  for (const place of wanted.keys()) if (!given.has(place)) return `no error at ${place}`;
  for (const [place, { exact, moved }] of given) {
    const known = wanted.get(place);
    if (!known) return `an error at ${place}: ${[...exact, ...moved].join('; ')}`;
    if ([...exact].sort().join('\n') !== [...known.exact].sort().join('\n')) return `another message at ${place}`;
    const strange = [...moved].find((message) => !MOVED.test(message));
    if (strange) return `a strange message below ${place}: ${strange}`;
  }
  return undefined;
}

interface Place {
  /** Messages of the place itself. */
  exact: Set<string>;
  /** Messages of what is below it. */
  moved: Set<string>;
}

function placesOf(errors: readonly SomeError[] | undefined, data: unknown): Map<string, Place> | string {
  const places = new Map<string, Place>();
  for (const { message, path } of errors ?? []) {
    if (!path) return `an error without a path: ${message}`;
    const seen = firstNull(data, path);
    if (!seen) return `an error where there is a value, at ${path.join('.')}: ${message}`;
    const place = seen.join('.');
    const known = places.get(place) ?? { exact: new Set(), moved: new Set() };
    places.set(place, known);
    (seen.length === path.length ? known.exact : known.moved).add(withoutType(message));
  }
  return places;
}

const withoutType = (message: string) => message.replace(/(for non-nullable field )\w+\./, '$1');

/** The path as far as its first null; undefined where there is none. */
function firstNull(data: unknown, path: Path): Path | undefined {
  let value = data;
  for (let length = 0; ; length += 1) {
    if (value === null) return path.slice(0, length);
    const part = path[length];
    if (part === undefined || typeof value !== 'object' || !(part in (value as object))) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
}
