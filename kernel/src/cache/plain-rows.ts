import type { EntityClass } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isUuid } from '../db/index.js';

/** A value as JSON gives it back: times are ISO 8601. */
export type JsonOf<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? JsonOf<Item>[]
    : Value extends object
      ? { [Name in keyof Value as Value[Name] extends (...args: never[]) => unknown ? never : Name]: JsonOf<Value[Name]> }
      : Value;

/** Some columns of a row, as JSON: with the names that the entity gives them, so that resolvers read either. */
export type PlainRow<Row, Column extends keyof Row> = { readonly [Name in Column]: JsonOf<Row[Name]> };

interface WantedRows<Column> {
  /** The column that the keys are of; ids that are none are left out. */
  by: string;
  keys: readonly string[];
  columns: readonly Column[];
}

/** Rows by key, in the order of the keys, in one statement; null where there is none. */
export async function plainRows<Row extends object, Column extends keyof Row & string>(
  em: EntityManager,
  entity: EntityClass<Row>,
  { by, keys, columns }: WantedRows<Column>,
): Promise<(PlainRow<Row, Column> | null)[]> {
  const wanted = by === 'id' ? keys.filter((key) => isUuid(key)) : [...keys];
  if (wanted.length === 0) return keys.map(() => null);
  const rows = await em.find(entity, { [by]: { $in: wanted } } as never, { fields: [...columns, by] as never, disableIdentityMap: true });
  const found = new Map(rows.map((row) => [String((row as Record<string, unknown>)[by]), plainRow(row as unknown as Row, columns)]));
  return keys.map((key) => found.get(key) ?? null);
}

export function plainRow<Row extends object, Column extends keyof Row & string>(
  row: Row,
  columns: readonly Column[],
): PlainRow<Row, Column> {
  return JSON.parse(JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]]))));
}
