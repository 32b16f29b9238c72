import { checkRevision, findById } from '@supergraph/kernel/db';
import { CommonErrors, isLocale, isTimezone, parseInput } from '@supergraph/kernel/errors';
import { tenantUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { TenantContext } from '../context.js';
import { Organization } from '../domain/organization.entity.js';

const input = z.object({
  id: z.string(),
  name: z.string().trim().min(1, 'An organization needs a name').max(200, 'A name has at most 200 characters').nullish(),
  locale: z.string().refine(isLocale, 'Not a BCP 47 language tag').nullish(),
  timezone: z.string().refine(isTimezone, 'Not an IANA time zone').nullish(),
  expectedRevision: z.int().nullish(),
});

export type UpdateOrganization = z.input<typeof input>;

/** Changes what an organization says about itself. */
export async function updateOrganization(ctx: TenantContext, values: UpdateOrganization): Promise<Organization> {
  const { id, expectedRevision, name, locale, timezone } = parseInput(input, values);
  const organization = await findById(ctx.em, Organization, id, {
    notFound: () => CommonErrors.NOT_FOUND('Organization').at('input', 'id'),
  });
  checkRevision(organization, expectedRevision);

  organization.name = name ?? organization.name;
  organization.locale = locale ?? organization.locale;
  organization.timezone = timezone ?? organization.timezone;
  ctx.events.raise(tenantUpdated, {
    organizationId: id,
    name: organization.name,
    locale: organization.locale,
    timezone: organization.timezone,
  });

  await ctx.em.flush();
  return organization;
}
