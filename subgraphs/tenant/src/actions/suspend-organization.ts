import { checkRevision, findById } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { tenantReactivated, tenantSuspended } from '@supergraph/schema/events';
import { z } from 'zod';
import type { TenantContext } from '../context.js';
import { Organization } from '../domain/organization.entity.js';

const input = z.object({
  id: z.string(),
  reason: z.string().trim().min(3, 'Say why, in at least 3 characters').max(500, 'A reason has at most 500 characters'),
  expectedRevision: z.int().nullish(),
});

export type ChangeWithReason = z.input<typeof input>;

async function load(ctx: TenantContext, values: ChangeWithReason) {
  const { id, reason, expectedRevision } = parseInput(input, values);
  const organization = await findById(ctx.em, Organization, id, {
    notFound: () => CommonErrors.NOT_FOUND('Organization').at('input', 'id'),
  });
  checkRevision(organization, expectedRevision);
  return { organization, reason };
}

/** Takes an organization out of service: its members lose access at once, its data stays. */
export async function suspendOrganization(ctx: TenantContext, values: ChangeWithReason): Promise<Organization> {
  const { organization, reason } = await load(ctx, values);

  organization.suspend(reason);
  ctx.events.raise(tenantSuspended, { organizationId: organization.id, reason });

  await ctx.em.flush();
  return organization;
}

/** Puts a suspended organization back into service. */
export async function reactivateOrganization(ctx: TenantContext, values: ChangeWithReason): Promise<Organization> {
  const { organization, reason } = await load(ctx, values);

  organization.reactivate();
  ctx.events.raise(tenantReactivated, { organizationId: organization.id, reason });

  await ctx.em.flush();
  return organization;
}
