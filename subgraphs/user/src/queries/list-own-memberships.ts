import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';
import { orOwn } from './tell-tenant-filter.js';

/** A page of the organizations that a person belongs to, newest first. Only for that very person. */
export function listOwnMemberships(ctx: UserContext, userId: string, page: PageArgs): Promise<Connection<Membership>> {
  return connection(ctx.em, Membership, {
    where: { userId, status: { $ne: MembershipStatus.REMOVED } },
    orderBy: [{ id: 'desc' }],
    page,
    // A request acts in one organization, a person may belong to several.
    filters: orOwn(ctx),
  });
}
