import type { EntityClass } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** The quoted name of a table of ours, for SQL that is written by hand. */
export function tableOf(em: EntityManager, entity: EntityClass<object> | string): string {
  const name = typeof entity === 'string' ? entity : em.getMetadata().get(entity).tableName;
  return `"${em.config.get('schema')}"."${name}"`;
}
