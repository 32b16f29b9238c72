import { replacer } from '../generate/operation.js';
import { tellingParts } from '../marks.js';

// biome-ignore lint/suspicious/noExplicitAny: an answer has any shape; the checks walk it.
export type Json = any;

/** What came back, and what it took. */
export interface Answered {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: Json;
  text: string;
  /** SQL statements and the gateway's calls to subgraphs in the order in which they were sent, without their values. */
  work: readonly string[];
}

/** Headers that a client could tell answers apart by; the rest are of the connection, or differ from request to request. */
const HEADERS = ['content-type', 'www-authenticate', 'retry-after', 'cache-control', 'vary', 'location', 'set-cookie', 'x-operation-cost'];
const OPEN_HEADERS = /^access-control-/;

/** An answer as it is compared: what the request named stands under a number. */
export function comparable({ status, headers, body }: Answered, names: ReadonlyMap<string, string>): Json {
  const rename = replacer(names);
  const shown = Object.entries(headers).filter(([name]) => HEADERS.includes(name) || OPEN_HEADERS.test(name));
  return mapTexts({ status, headers: Object.fromEntries(shown), body }, rename);
}

/**
 * Names for the values of swaps, and for what tells them apart within. A value and its twin go by one name: an earlier operation may
 * have made either of them A's own.
 */
export function namesOf(swaps: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  let number = 0;
  const name = (value: string, twin: string) => {
    number += 1;
    for (const each of [value, twin, value.toLowerCase(), twin.toLowerCase(), value.trim(), twin.trim()])
      if (!names.has(each)) names.set(each, `⟨${number}⟩`);
  };
  for (const [value, twin] of swaps) {
    name(value, twin);
    const twins = tellingParts(twin);
    for (const [place, part] of tellingParts(value).entries()) name(part, twins[place] ?? '');
  }
  return names;
}

/** Times, tokens and what else is another one each time. */
const VOLATILE: readonly [RegExp, string][] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '⟨time⟩'],
  [/ey[\w-]+\.ey[\w-]+\.[\w-]+/g, '⟨token⟩'],
  [/\b[\w-]{80,}\b/g, '⟨token⟩'],
];

/** The same without what differs from one moment to the next. */
export const steady = (value: Json): Json =>
  mapTexts(value, (text) => VOLATILE.reduce((changed, [pattern, name]) => changed.replace(pattern, name), text));

export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}

/** Where two values differ: paths of leaves, with what stands there. */
export function differences(one: Json, other: Json, path = ''): { path: string; one: Json; other: Json }[] {
  if (Object.is(one, other)) return [];
  const areLists = Array.isArray(one) && Array.isArray(other);
  const areObjects = isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other);
  if (!areObjects || (areLists && one.length !== other.length)) return [{ path, one, other }];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => differences(one[key], other[key], `${path}/${key}`));
}

const isObject = (value: Json): boolean => value !== null && typeof value === 'object';

/** What stands at a path of `differences`. */
export const valueAt = (value: Json, path: string): Json =>
  path
    .split('/')
    .slice(1)
    .reduce((found, key) => found?.[key], value);

/** Kinds of work: which rows are read together depends on what happens to arrive at once, so lists and repetitions do not count. */
export const kindsOfWork = ({ work }: Pick<Answered, 'work'>): string =>
  [...new Set(work.map((line) => line.replace(/\?(, ?\?)+/g, '?')))].sort().join('\n');

/** SQL without its values and without what the log adds. */
export const shapeOf = (sql: string): string =>
  sql
    .replace(/\s*\[took .*$/s, '')
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\b\d+(\.\d+)?\b/g, '?');
