import type { LockMode } from '@mikro-orm/core';
import { isUuid } from '@supergraph/kernel/db';
import type { DomainError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { type MemberKind, MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { isOrganizationPermission } from '../domain/permission.js';

export interface Seat {
  userId: string;
  /** Null for platform staff. */
  organizationId: string | null;
}

/** What an access token says of somebody beside who and where they are. */
export interface Claims {
  scopes: readonly string[];
  /** What they are to the organization; null where no event has told it yet, and for platform staff. */
  kind: MemberKind | null;
}

/**
 * What a person is and may do right now: platform scopes without an organization, the membership's permissions and kind in
 * one. With a lock (inside a transaction) none of it can change until the commit.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, NOT_A_MEMBER, ORGANIZATION_SUSPENDED, ORGANIZATION_NOT_READY
 */
export async function findClaims(ctx: AuthContext, { userId, organizationId }: Seat, lockMode?: LockMode): Promise<Claims> {
  const account = await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE }, { lockMode, refresh: true });
  if (!account) throw AuthErrors.INVALID_CREDENTIALS();
  if (organizationId !== null) return findClaimsOfMember(ctx, { userId, organizationId }, lockMode);
  if (!account.isPlatformStaff) throw AuthErrors.NOT_A_MEMBER();
  return { scopes: account.platformScopes, kind: null };
}

async function findClaimsOfMember(
  ctx: AuthContext,
  { userId, organizationId }: { userId: string; organizationId: string },
  lockMode?: LockMode,
): Promise<Claims> {
  if (!isUuid(organizationId)) throw AuthErrors.NOT_A_MEMBER();
  const options = { lockMode, refresh: true };
  const organization = await ctx.em.findOne(Organization, { id: organizationId }, options);
  const grant = await ctx.em.findOne(
    MembershipGrant,
    { userId, organizationId, status: MembershipStatus.ACTIVE },
    { ...options, orderBy: { id: 'desc' } },
  );
  if (!organization || !grant) throw AuthErrors.NOT_A_MEMBER();
  const refusal = closedBecause(organization.status);
  if (refusal) throw refusal;
  return { scopes: grant.permissions.filter(isOrganizationPermission), kind: grant.kind };
}

/** Why nobody gets into an organization; null where it is open. */
export function closedBecause(status: OrganizationStatus): DomainError | null {
  if (status === OrganizationStatus.ACTIVE) return null;
  if (status === OrganizationStatus.PROVISIONING) return AuthErrors.ORGANIZATION_NOT_READY();
  return status === OrganizationStatus.SUSPENDED ? AuthErrors.ORGANIZATION_SUSPENDED() : AuthErrors.NOT_A_MEMBER();
}
