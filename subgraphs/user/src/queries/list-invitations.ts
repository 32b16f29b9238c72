import type { ChildQuery, Connection, PageArgs } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { type Invitation, InvitationStatus } from '../domain/invitation.entity.js';
import { seesInvitationsOf } from '../domain/visibility.js';

export interface InvitationList {
  organizationId: string;
  /** Any of these; null for all. */
  status: readonly InvitationStatus[] | null;
  page: PageArgs;
}

/**
 * A page of the invitations of one of many organizations, newest first: all pages are read at once.
 *
 * @throws CommonErrors.FORBIDDEN
 */
export async function listInvitations(ctx: UserContext, { organizationId, status, page }: InvitationList): Promise<Connection<Invitation>> {
  if (!seesInvitationsOf(ctx.actor, organizationId)) throw CommonErrors.FORBIDDEN();
  return ctx.loaders.invitationPages.load({ ...page, parentId: organizationId, query: statusQuery(status) });
}

/** An invitation whose time is over has run out, whether or not that was noted yet. */
const CONDITIONS: Readonly<Partial<Record<InvitationStatus, string>>> = {
  PENDING: `c.status = 'PENDING' and c.expires_at > now()`,
  EXPIRED: `c.status = 'EXPIRED' or (c.status = 'PENDING' and c.expires_at <= now())`,
};

function statusQuery(status: readonly InvitationStatus[] | null): ChildQuery {
  if (!status) return { parentColumn: 'organization_id' };
  const conditions = [...new Set(status)].sort().map((one) => `(${CONDITIONS[one] ?? `c.status = '${InvitationStatus[one]}'`})`);
  return { parentColumn: 'organization_id', where: { sql: conditions.join(' or ') || 'false', params: [] } };
}
