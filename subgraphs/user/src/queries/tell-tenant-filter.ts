import type { Context } from '@supergraph/kernel/context';
import type { TenantFilter } from '@supergraph/kernel/db';
import type { MembershipFilter } from '../domain/membership.entity.js';

/**
 * For reads of memberships that show the viewer's own in other organizations beside the rows of the request's: the very rows
 * that the database's policy shows. No other read sees them, nor does a viewer whom the organization alone has vouched for.
 */
export function orOwn({ em, actor }: Pick<Context, 'em' | 'actor'>): { tenant: MembershipFilter & Record<string, unknown> } {
  return {
    tenant: {
      ...(em.getFilterParams('tenant') as unknown as TenantFilter),
      userId: actor.kind === 'user' && !actor.isVouchedFor ? actor.subject : null,
    },
  };
}

/** For reads of what belongs to rows at hand, which the request was allowed to see: of their organizations and no other. */
export const ofOrganizations = (ids: Iterable<string>) => ({ tenant: { organizationId: { $in: [...new Set(ids)] }, platform: false } });
