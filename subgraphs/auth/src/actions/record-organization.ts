import { LockMode } from '@mikro-orm/core';
import type { AuthContext } from '../context.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { completeSignUp } from './complete-sign-up.js';
import { endSessions } from './end-sessions.js';

/** What an event says of an organization; what it does not say stays. */
export interface OrganizationFacts {
  organizationId: string;
  slug?: string;
  name?: string;
  status?: OrganizationStatus;
}

/** Brings the copy of an organization up to date. A suspension ends its sessions; an activation may complete its sign-up. */
export async function recordOrganization(ctx: AuthContext, { organizationId: id, ...facts }: OrganizationFacts): Promise<void> {
  const { slug = '', name = '', status = OrganizationStatus.PROVISIONING } = facts;
  let organization = await ctx.em.findOne(Organization, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (organization) ctx.em.assign(organization, facts);
  else {
    organization = new Organization({ id, slug, name, status });
    ctx.em.persist(organization);
  }
  if (organization.status === OrganizationStatus.SUSPENDED) {
    await endSessions(ctx, { organizationId: id }, SessionEndReason.ORGANIZATION_SUSPENDED);
  }

  await ctx.em.flush();
  await completeSignUp(ctx, id);
}

/** The organization never was. */
export async function forgetOrganization(ctx: AuthContext, id: string): Promise<void> {
  await ctx.em.nativeDelete(Organization, { id });
}
