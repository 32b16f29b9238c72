import { type Connection, type PageArgs, toConnection } from '@supergraph/kernel/db';
import type { UserContext } from '../context.js';
import type { Membership } from '../domain/membership.entity.js';
import { isSelf, seesEveryMembership, seesMembersOf } from '../domain/visibility.js';
import { listOwnMemberships } from './list-own-memberships.js';

const NOTHING = { cursorOf: () => '', hasNextPage: false, hasPreviousPage: false, count: async () => 0 };

/** One's own memberships, those of anybody for the platform, and of others the one in the request's organization. */
export async function listMembershipsOfUser(ctx: UserContext, userId: string, page: PageArgs): Promise<Connection<Membership>> {
  const { actor, loaders } = ctx;
  if (isSelf(actor, userId)) return listOwnMemberships(ctx, userId, page);
  if (seesEveryMembership(actor)) return loaders.membershipPages.load({ ...page, parentId: userId, query: { parentColumn: 'user_id' } });
  if (!actor.organizationId || !seesMembersOf(actor, actor.organizationId)) return toConnection<Membership>([], NOTHING);
  const where = { sql: `c.organization_id = ? and c.status <> 'REMOVED'`, params: [actor.organizationId] };
  return loaders.membershipPages.load({ ...page, parentId: userId, query: { parentColumn: 'user_id', where } });
}
