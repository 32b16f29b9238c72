import type { LockMode } from '@mikro-orm/core';
import { isUuid } from '@supergraph/kernel/db';
import type { DomainError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';

export interface Seat {
  userId: string;
  /** Null for platform staff. */
  organizationId: string | null;
}

/**
 * What a person may do right now: platform scopes without an organization, the membership's permissions in one. With a
 * lock (inside a transaction) none of it can change until the commit.
 *
 * @throws AuthErrors.INVALID_CREDENTIALS, NOT_A_MEMBER, ORGANIZATION_SUSPENDED, ORGANIZATION_NOT_READY
 */
export async function findScopes(ctx: AuthContext, { userId, organizationId }: Seat, lockMode?: LockMode): Promise<readonly string[]> {
  const account = await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE }, { lockMode, refresh: true });
  if (!account) throw AuthErrors.INVALID_CREDENTIALS();
  if (organizationId !== null) return findPermissions(ctx, { userId, organizationId }, lockMode);
  if (!account.isPlatformStaff) throw AuthErrors.NOT_A_MEMBER();
  return account.platformScopes;
}

async function findPermissions(
  ctx: AuthContext,
  { userId, organizationId }: { userId: string; organizationId: string },
  lockMode?: LockMode,
): Promise<readonly string[]> {
  if (!isUuid(organizationId)) throw AuthErrors.NOT_A_MEMBER();
  // Past the tenant filter: at login and refresh the caller is in no organization yet; the conditions name person and organization.
  const options = { lockMode, refresh: true, filters: { tenant: false } };
  const organization = await ctx.em.findOne(Organization, { id: organizationId }, options);
  const grant = await ctx.em.findOne(
    MembershipGrant,
    { userId, organizationId, status: MembershipStatus.ACTIVE },
    { ...options, orderBy: { id: 'desc' } },
  );
  if (!organization || !grant) throw AuthErrors.NOT_A_MEMBER();
  const refusal = closedBecause(organization.status);
  if (refusal) throw refusal;
  return grant.permissions.filter(isOrganizationPermission);
}

/** `noun:verb` and nothing else: no role of a tenant's own reaches for the platform, for siblings' doors, or for two scopes in one. */
const isOrganizationPermission = (permission: string) => /^(?!platform:)[\w-]+(:[\w-]+)+$/.test(permission);

/** Why nobody gets into an organization; null where it is open. */
export function closedBecause(status: OrganizationStatus): DomainError | null {
  if (status === OrganizationStatus.ACTIVE) return null;
  if (status === OrganizationStatus.PROVISIONING) return AuthErrors.ORGANIZATION_NOT_READY();
  return status === OrganizationStatus.SUSPENDED ? AuthErrors.ORGANIZATION_SUSPENDED() : AuthErrors.NOT_A_MEMBER();
}
