import type { EntityClass, FilterQuery, LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { validate as isUuid } from 'uuid';
import type { DomainError } from '../errors/index.js';

export { isUuid };

/**
 * The row with that id, as far as the request may see it. A malformed id, an absent row and another organization's row
 * are one and the same answer.
 *
 * @throws what `notFound` makes.
 */
export async function findById<Row extends { id: string }>(
  em: EntityManager,
  entity: EntityClass<Row>,
  id: string,
  options: { notFound: (id: string) => DomainError; lock?: LockMode },
): Promise<Row> {
  const row = isUuid(id) ? await em.findOne(entity, { id } as never, { lockMode: options.lock }) : null;
  if (!row) throw options.notFound(id);
  return row as Row;
}

/** A loader that reads many rows by one column in one statement; null where there is none. UUID columns skip malformed keys. */
export function byKey<Row extends object>(
  em: EntityManager,
  entity: EntityClass<Row>,
  column: keyof Row & string = 'id' as keyof Row & string,
) {
  return new DataLoader<string, Row | null>(async (keys) => {
    const wanted = column === 'id' || column.endsWith('Id') ? keys.filter((key) => isUuid(key)) : keys;
    const rows = wanted.length ? await em.find(entity, { [column]: { $in: [...wanted] } } as never) : [];
    const found = new Map(rows.map((row) => [String(row[column]), row as Row]));
    return keys.map((key) => found.get(key) ?? null);
  });
}

/** A loader that reads the rows of many owners in one statement, each owner's in the given order. */
export function byOwner<Row extends object>(
  em: EntityManager,
  entity: EntityClass<Row>,
  column: keyof Row & string,
  options: { orderBy?: Record<string, 'asc' | 'desc'>; where?: FilterQuery<Row> } = {},
) {
  return new DataLoader<string, Row[]>(async (owners) => {
    const where = { [column]: { $in: [...owners] }, ...(options.where as object) } as never;
    const rows = (await em.find(entity, where, { orderBy: options.orderBy as never })) as Row[];
    const groups = Map.groupBy(rows, (row) => String(row[column]));
    return owners.map((owner) => groups.get(owner) ?? []);
  });
}
