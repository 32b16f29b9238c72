import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { parseInput } from '@supergraph/kernel/errors';
import { subscriptionUpdated, tenantCreated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { TenantContext } from '../context.js';
import { Organization } from '../domain/organization.entity.js';
import { OrganizationSubscription } from '../domain/organization-subscription.entity.js';
import { Plan, PlanStatus } from '../domain/plan.entity.js';
import { checkSubdomain } from '../domain/subdomain.js';
import { TenantErrors } from '../domain/tenant.errors.js';

const input = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1, 'An organization needs a name').max(200, 'A name has at most 200 characters'),
  subdomain: z.string(),
  industryCode: z.string().nullish(),
  planKey: z.string().nullish(),
});

export type ReserveOrganization = z.input<typeof input>;

/** Takes the subdomain, starts the trial and announces the organization. Repeated with the same id it changes nothing. */
export async function reserveOrganization(ctx: TenantContext, values: ReserveOrganization): Promise<Organization> {
  const { id, name, subdomain, industryCode = null, planKey } = parseInput(input, values);
  const existing = await ctx.em.findOne(Organization, { id });
  if (existing) return existing;
  const slug = checkField(() => checkSubdomain(subdomain));
  const plan = await planOnOffer(ctx, planKey);

  const organization = new Organization({ id, slug, name, industryCode });
  const subscription = new OrganizationSubscription(id, plan);
  ctx.em.persist([organization, subscription]);
  ctx.events.raise(tenantCreated, { organizationId: id, slug, name, industryCode, planKey: plan.key });
  ctx.events.raise(subscriptionUpdated, {
    subscriptionId: subscription.id,
    organizationId: id,
    planKey: plan.key,
    status: subscription.status,
    trialEndsAt: subscription.trialEndsAt?.toISOString() ?? null,
    currentPeriodEnd: subscription.currentPeriodEnd.toISOString(),
  });

  try {
    await ctx.em.flush();
    return organization;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // The same sign-up may have been sent twice at once: then the other one has reserved it.
    ctx.em.clear();
    const winner = await ctx.em.findOne(Organization, { id });
    if (winner) return winner;
    throw TenantErrors.SUBDOMAIN_TAKEN(slug).at('input', 'subdomain');
  }
}

function checkField(check: () => string): string {
  try {
    return check();
  } catch (error) {
    throw (error as ReturnType<typeof TenantErrors.SUBDOMAIN_MALFORMED>).at('input', 'subdomain');
  }
}

/** The plan asked for, or the first one there is: plans are data, so none of them has a name here. */
async function planOnOffer(ctx: TenantContext, key: string | null | undefined): Promise<Plan> {
  const plan = await ctx.em.findOne(
    Plan,
    { status: PlanStatus.ACTIVE, ...(key ? { key } : {}) },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  if (!plan) throw TenantErrors.PLAN_NOT_FOUND(key ?? '').at('input', 'planKey');
  return plan;
}
