import type { Principal } from '../world/principals.js';
import type { Kind } from '../world/values.js';

/** One request of the fuzzer: all that is sent, and what in it is B's. */
export interface Operation {
  seed: string;
  /** The front door, or the name of a subgraph that is called as its siblings call it. */
  door: string;
  principal: Principal;
  host: string;
  headers: Readonly<Record<string, string>>;
  document: string;
  variables: Readonly<Record<string, unknown>>;
  /** B's values in it, each with an absent one of the same form. */
  swaps: ReadonlyMap<string, string>;
  /** What those values name. */
  kinds: ReadonlySet<Kind>;
  /** Of a subscription: the message that is handed to it. Without one it is to be opened. */
  event?: Event;
  /** The arguments in which they stand: `Query.user.id`. */
  places: ReadonlySet<string>;
}

/** A message of a stream, and whether the subscription that it is handed to is the one it is for. */
export interface Event {
  body: unknown;
  /** It is not for whoever asks: to be refused, whatever it holds. */
  isForeign: boolean;
}

/** The same request with absent values in the place of B's. */
export function twinOf(operation: Operation): Operation {
  const swap = replacer(operation.swaps);
  return {
    ...operation,
    host: swap(operation.host),
    headers: Object.fromEntries(Object.entries(operation.headers).map(([name, value]) => [name, swap(value)])),
    document: swap(operation.document),
    variables: swapWithin(operation.variables, swap) as Operation['variables'],
    ...(operation.event ? { event: { ...operation.event, body: swapWithin(operation.event.body, swap) } } : {}),
  };
}

/** Replaces keys by their values, the longest first, in one go. */
export function replacer(table: ReadonlyMap<string, string>): (text: string) => string {
  const keys = [...table.keys()].filter((key) => key !== '').sort((one, other) => other.length - one.length);
  if (keys.length === 0) return (text) => text;
  const pattern = new RegExp(keys.map((key) => key.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, (key) => table.get(key) ?? key);
}

function swapWithin(value: unknown, swap: (text: string) => string): unknown {
  if (typeof value === 'string') return swap(value);
  if (Array.isArray(value)) return value.map((each) => swapWithin(each, swap));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, swapWithin(each, swap)]));
}
