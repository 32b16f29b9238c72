import { type EntityCtor, MetadataStorage } from '@mikro-orm/core';
import type { SubgraphDefinition } from './definition.js';

/** The type that stands for an organization itself: every subgraph adds fields to it, and each of them is the organization's. */
const ORGANIZATION = 'Organization';

/** Types whose rows are narrowed to one organization: the GraphQL type of an entity has the entity's name. */
export function tenantTypesOf({ entities }: Pick<SubgraphDefinition, 'entities'>): ReadonlySet<string> {
  return new Set([ORGANIZATION, ...entities.filter(isTenants).map(({ name }) => name)]);
}

/** Filters are inherited, as MikroORM does it once it starts. */
function isTenants(entity: object): boolean {
  for (let type = entity as EntityCtor | null; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    // Only a class that a decorator of MikroORM has seen has metadata.
    if (!Object.hasOwn(type, MetadataStorage.PATH_SYMBOL)) continue;
    const path = (type as unknown as Record<symbol, string>)[MetadataStorage.PATH_SYMBOL] ?? '';
    if ('tenant' in MetadataStorage.getMetadata(type.name, path, type).filters) return true;
  }
  return false;
}
