import { LockMode } from '@mikro-orm/core';
import type { AuthContext } from '../context.js';
import { MemberKind, MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { completeSignUp } from './complete-sign-up.js';
import { endSessions } from './end-sessions.js';

/** A membership as it is now. */
export interface MembershipFacts {
  membershipId: string;
  organizationId: string;
  userId: string;
  status: `${MembershipStatus}`;
  kind: `${MemberKind}`;
  roleKeys: string[];
  permissions: string[];
}

/** Brings the copy of a membership up to date. The end of a person's last one in an organization ends their sessions there. */
export async function recordMembership(ctx: AuthContext, facts: MembershipFacts): Promise<void> {
  const { membershipId: id, organizationId, userId, status, kind, roleKeys, permissions } = facts;
  const existing = await ctx.em.findOne(MembershipGrant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const grant = existing ?? new MembershipGrant({ id, organizationId, userId });
  ctx.em.assign(grant, { status: MembershipStatus[status], kind: MemberKind[kind], roleKeys, permissions });
  ctx.em.persist(grant);
  if (!(await isMember(ctx, grant))) await endSessions(ctx, { organizationId, userId }, SessionEndReason.MEMBERSHIP_REMOVED);

  await ctx.em.flush();
  await completeSignUp(ctx, organizationId);
}

/** Somebody who left and came back has two memberships, and the end of the first may be heard of last. */
async function isMember(ctx: AuthContext, { id, organizationId, userId, status }: MembershipGrant): Promise<boolean> {
  if (status === MembershipStatus.ACTIVE) return true;
  return (await ctx.em.count(MembershipGrant, { organizationId, userId, status: MembershipStatus.ACTIVE, id: { $ne: id } })) > 0;
}

/** What the first session needs at once. The event about it may have come before, and what came after that is newer. */
export async function copyMembership({ em }: AuthContext, facts: MembershipFacts): Promise<void> {
  const { membershipId, organizationId, userId, status, kind, roleKeys, permissions } = facts;
  const list = (texts: readonly string[]) => JSON.stringify(texts);
  await em.execute(
    `insert into membership_grant (id, created_at, updated_at, organization_id, user_id, status, kind, role_keys, permissions)
     values (?, now(), now(), ?, ?, ?, ?, array(select jsonb_array_elements_text(?::jsonb)), array(select jsonb_array_elements_text(?::jsonb)))
     on conflict (id) do nothing`,
    [membershipId, organizationId, userId, status, kind, list(roleKeys), list(permissions)],
  );
}
