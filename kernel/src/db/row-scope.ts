import type { SessionContext } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { NO_ORGANIZATION, type TenantFilter } from './tenant-owned.entity.js';

/** Whose rows an EntityManager may see: one organization's and one person's, or everybody's. */
export type RowScope = { organizationId: string | null; userId: string | null } | 'platform';

/** Locks that a test opens to prove that the others hold without them. Never set outside tests. */
export interface OpenLocks {
  /** The directives in front of fields. */
  directives?: boolean;
  /** MikroORM's tenant filter. */
  filter?: boolean;
  /** PostgreSQL's row-level security. */
  rows?: boolean;
}

/** The PostgreSQL role that sees every organization's rows of a schema; the application's own role becomes it for a transaction. */
export const platformRole = (schema: string): string => `${schema.replace(SHADOW, '')}_platform`;

/** A schema that is built beside another one is the same platform's: `user_g2`. */
const SHADOW = /_g\d+$/;

/**
 * Narrows an EntityManager to its rows, twice: by the filter that MikroORM adds to a query, and by what the database is told
 * at the begin of each transaction and in front of each statement outside one.
 */
export function scopeRows<Manager extends EntityManager>(em: Manager, scope: RowScope, open: OpenLocks = {}): Manager {
  em.setFilterParams('tenant', filterFor(open.filter ? 'platform' : scope) as unknown as Record<string, unknown>);
  const session = sessionFor(open.rows ? 'platform' : scope, em.config.get('schema') ?? '');
  if (session) em.setSessionContext(session);
  return em;
}

const filterFor = (scope: RowScope): TenantFilter =>
  scope === 'platform'
    ? { organizationId: NO_ORGANIZATION, platform: true }
    : { organizationId: scope.organizationId ?? NO_ORGANIZATION, platform: false };

/** Undefined for nobody: what was never told sees zero rows. */
function sessionFor(scope: RowScope, schema: string): SessionContext | undefined {
  if (scope === 'platform') return { role: platformRole(schema) };
  const { organizationId, userId } = scope;
  const variables = {
    ...(organizationId ? { 'app.organization_id': organizationId } : {}),
    ...(userId ? { 'app.user_id': userId } : {}),
  };
  return Object.keys(variables).length > 0 ? { variables } : undefined;
}
