import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { TenantContext } from '../context.js';
import { Organization, type OrganizationStatus } from '../domain/organization.entity.js';

export interface OrganizationFilter {
  status?: OrganizationStatus[] | null;
  industryCode?: string | null;
  /** Part of the name or the slug. */
  query?: string | null;
}

export enum OrganizationSort {
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  NAME_ASC = 'NAME_ASC',
}

const ORDERS: Record<OrganizationSort, readonly Record<string, 'asc' | 'desc'>[]> = {
  [OrganizationSort.CREATED_AT_DESC]: [{ createdAt: 'desc' }, { id: 'desc' }],
  [OrganizationSort.NAME_ASC]: [{ name: 'asc' }, { id: 'asc' }],
};

/** A page of all organizations, for platform staff. */
export function listOrganizations(
  ctx: TenantContext,
  filter: OrganizationFilter,
  { sort, page }: { sort: OrganizationSort; page: PageArgs },
): Promise<Connection<Organization>> {
  const contains = filter.query ? { $ilike: `%${filter.query.replace(/[\\%_]/g, '\\$&')}%` } : undefined;
  return connection(ctx.em, Organization, {
    where: {
      ...(filter.status ? { status: { $in: filter.status } } : {}),
      ...(filter.industryCode ? { industryCode: filter.industryCode } : {}),
      ...(contains ? { $or: [{ name: contains }, { slug: contains }] } : {}),
    },
    orderBy: ORDERS[sort],
    page,
  });
}
