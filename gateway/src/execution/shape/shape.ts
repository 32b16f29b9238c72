import type { Variables } from '../conditions.js';

/** What a value becomes that may not be null and is; the nearest nullable place above it is null then. */
export const INVALID: unique symbol = Symbol('invalid');

/** Where a value stands: response keys, `@` for each list on the way. */
export type Where = readonly string[];

/** A value that does not fit the schema. */
export interface Misfit {
  path: readonly (string | number)[];
  problem: string;
}

/** One shaping of a result. */
export interface Shaping {
  variables: Variables;
  /** The indexes of the lists that stand around the value at hand, from the outside in. */
  indexes: number[];
  misfits: Misfit[];
  holds(when: number): boolean;
}

/** Takes a value of the merged answers and makes it what the schema says: a value, null or INVALID. */
export type Shape = (value: unknown, shaping: Shaping) => unknown;

/** Beyond so many, an answer does not tell of more: a wrong list would be told of once for each entry. */
const MOST_MISFITS = 50;

export function misfit(where: Where, shaping: Shaping, problem: string): typeof INVALID {
  if (shaping.misfits.length < MOST_MISFITS) {
    let list = 0;
    const path = where.map((key) => (key === '@' ? shaping.indexes[list++]! : key));
    shaping.misfits.push({ path, problem });
  }
  return INVALID;
}
