import type { Connection, PageArgs } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import type { Membership } from '../domain/membership.entity.js';
import { seesMembersOf } from '../domain/visibility.js';
import { type MemberFilter, memberFilter } from './member-filter.js';

/**
 * Refuses to speak of the members of an organization that is not the request's own: the viewer's memberships lead to
 * other organizations, where the permissions of this request count for nothing.
 *
 * @throws CommonErrors.FORBIDDEN
 */
export function checkMembersOf({ actor }: UserContext, organizationId: string): void {
  if (!seesMembersOf(actor, organizationId)) throw CommonErrors.FORBIDDEN();
}

/** A page of the members of one of many organizations: pages and counts are read for all of them at once. */
export async function listMembers(
  ctx: UserContext,
  { organizationId, filter, page }: { organizationId: string; filter: MemberFilter; page: PageArgs },
): Promise<Connection<Membership>> {
  checkMembersOf(ctx, organizationId);
  return ctx.loaders.membershipPages.load({ ...page, parentId: organizationId, query: memberFilter(ctx, filter) });
}

/** How many members an organization has, those who were removed not among them. */
export async function countMembers(ctx: UserContext, organizationId: string): Promise<number> {
  checkMembersOf(ctx, organizationId);
  return ctx.loaders.memberCounts.load({ organizationId, query: memberFilter(ctx, {}) });
}
