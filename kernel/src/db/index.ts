export { BaseEntity } from './base.entity.js';
export { checkRevision } from './check-revision.js';
export { type ChildPage, type ChildQuery, childConnections } from './child-connections.js';
export {
  type Connection,
  type ConnectionQuery,
  checkPage,
  connection,
  MAX_PAGE_SIZE,
  type PageArgs,
  refuseCursor,
  toConnection,
} from './connection.js';
export { type AnyEntityClass, createOrm, type MigrationObject, type OrmOptions } from './create-orm.js';
export { type AppendEvents, EventedEntityManager, inTransaction } from './evented-entity-manager.js';
export { byKey, byOwner, findById, isUuid } from './find-by-id.js';
export { type MigrateOptions, migrate } from './migrate.js';
export { type OpenLocks, platformRole, type RowScope, scopeRows } from './row-scope.js';
export { asPlatform, CURRENT_ORGANIZATION, CURRENT_USER, type RowSecurityOptions, rowSecurity } from './row-security.js';
export { NO_ORGANIZATION, type TenantFilter, TenantOwnedEntity } from './tenant-owned.entity.js';
