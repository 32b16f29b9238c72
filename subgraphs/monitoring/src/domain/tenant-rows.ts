import type { TenantFilter } from '@supergraph/kernel/db';

/**
 * The tenant filter for rows that may belong to no organization: a member sees its organization's rows and never those
 * without one; platform staff see all.
 */
export const tenantRows = {
  name: 'tenant',
  cond: (filter: unknown) => {
    const { platform, organizationId } = filter as TenantFilter;
    return platform ? {} : { organizationId };
  },
  default: true,
};
