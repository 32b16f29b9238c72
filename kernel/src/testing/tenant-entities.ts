import type { EntityManager } from '@mikro-orm/postgresql';

/** An entity whose rows are organizations'. */
export interface TenantEntity {
  name: string;
  table: string;
  /** The tenant filter narrows it unless a query says otherwise. */
  isFiltered: boolean;
}

/** Every entity that holds an organization, or has the tenant filter because it is one; by name. */
export const tenantEntities = (em: EntityManager): TenantEntity[] =>
  [...em.getMetadata().getAll().values()]
    .filter(({ abstract, properties, filters }) => !abstract && ('organizationId' in properties || filters.tenant))
    .map(({ className, tableName, filters }) => ({ name: className, table: tableName, isFiltered: Boolean(filters.tenant?.default) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
