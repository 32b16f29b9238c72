import type { FilterQuery } from '@mikro-orm/core';
import { type Connection, checkPage, isUuid, type PageArgs, toConnection } from '@supergraph/kernel/db';
import { DomainError } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { Membership, MembershipStatus } from '../domain/membership.entity.js';

// A request acts in one organization, a person may belong to several: the viewer's own rows are read across tenants.
const ACROSS_TENANTS = { filters: { tenant: false } } as const;

/** A page of the organizations that a person belongs to, newest first. Only for that very person. */
export async function listOwnMemberships(ctx: UserContext, userId: string, page: PageArgs): Promise<Connection<Membership>> {
  checkPage(page);
  const own: FilterQuery<Membership> = { userId, status: { $ne: MembershipStatus.REMOVED } };
  const after = idBehind(page.after);
  const options = { ...ACROSS_TENANTS, orderBy: { id: 'desc' as const }, limit: page.first + 1 };
  const rows = await ctx.em.find(Membership, { ...own, ...(after ? { id: { $lt: after } } : {}) }, options);
  return toConnection(rows.slice(0, page.first), {
    cursorOf: ({ id }) => Buffer.from(id).toString('base64url'),
    hasNextPage: rows.length > page.first,
    hasPreviousPage: Boolean(page.after),
    count: () => ctx.em.count(Membership, own, ACROSS_TENANTS),
  });
}

function idBehind(cursor: string | null | undefined): string | null {
  if (!cursor) return null;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (isUuid(id)) return id;
  throw new DomainError({ code: 'BAD_USER_INPUT', kind: 'invalid', message: '"after" is not a cursor of this list', field: ['after'] });
}
