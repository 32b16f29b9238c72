import { type Connection, isUuid, type PageArgs, refuseCursor } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { InstallState } from '../domain/organization-module.entity.js';
import type { OrganizationModuleInfo } from './module-caches.js';
import { pageOf } from './page-of.js';

export interface OrganizationModuleFilter {
  /** All but those that were given up, where nothing is said. */
  state?: InstallState[] | null;
  enabled?: boolean | null;
}

/** A page of an organization's modules, the newest first. */
export async function listOrganizationModules(
  ctx: RegistryContext,
  organizationId: string,
  { state, enabled, ...page }: OrganizationModuleFilter & PageArgs,
): Promise<Connection<OrganizationModuleInfo>> {
  const rows = (await ctx.loaders.modulesOfOrganization.load(organizationId)) ?? [];
  return pageOf(rows, {
    page,
    cursorOf: ({ id }) => Buffer.from(id).toString('base64url'),
    behind: (cursor) => placeBehind(rows, cursor),
    where: (row) =>
      (state ? state.includes(row.state) : row.state !== InstallState.NOT_INSTALLED) && (enabled == null || row.enabled === enabled),
  });
}

function placeBehind(rows: readonly OrganizationModuleInfo[], cursor: string): number {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isUuid(id)) throw refuseCursor();
  const index = rows.findIndex((row) => row.id < id.toLowerCase());
  return index < 0 ? rows.length : index;
}
