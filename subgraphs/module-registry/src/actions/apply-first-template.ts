import { industryTemplateApplied } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { IndustryTemplate, TemplateStatus } from '../domain/industry-template.entity.js';
import { ModuleSet, ServiceStatus } from '../domain/module-set.entity.js';
import { ApplicationState, TemplateApplication } from '../domain/template-application.entity.js';
import { MergeStrategy, planTemplate } from '../domain/template-plan.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { carryOut, findLastApplication } from './apply-template.js';
import { insertSet, openInstallation } from './open-installation.js';

export interface NewOrganization {
  organizationId: string;
  industryCode: string | null;
  planKey: string;
}

/**
 * Notes a new organization and gives it the modules of its industry, where it chose one. Always answers such a choice
 * with `industry_template.applied`, since the sign-up waits for it: without a template on offer the list is empty.
 * Runs in a transaction.
 */
export async function applyFirstTemplate(ctx: RegistryContext, created: NewOrganization): Promise<void> {
  const { organizationId, industryCode, planKey } = created;
  await insertSet(ctx, new ModuleSet(organizationId, { industryCode, planKey, status: ServiceStatus.PROVISIONING }));
  if (!industryCode || (await findLastApplication(ctx, organizationId))) return;
  const template = await ctx.em.findOne(IndustryTemplate, { code: industryCode, status: TemplateStatus.ACTIVE });

  if (template) await applyCurrent(ctx, organizationId, template);
  else recordWithoutTemplate(ctx, organizationId, industryCode);

  await ctx.em.flush();
}

async function applyCurrent(ctx: RegistryContext, organizationId: string, { currentVersionId, code }: IndustryTemplate): Promise<void> {
  const version = await ctx.em.findOneOrFail(TemplateVersion, { id: currentVersionId });
  const installation = await openInstallation(ctx, organizationId);
  const plan = planTemplate(installation, version.items, MergeStrategy.KEEP_EXISTING);
  if (plan.missing.length > 0 || plan.skipped.length > 0)
    ctx.log.warn(
      { organizationId, code, missing: plan.missing, skipped: plan.skipped.map(({ moduleKey }) => moduleKey) },
      'a template could not be applied as a whole',
    );
  carryOut(ctx, installation, { plan, version, baseConfig: {} });
}

function recordWithoutTemplate(ctx: RegistryContext, organizationId: string, code: string): void {
  ctx.log.warn({ organizationId, code }, 'there is no such template on offer, so the organization begins without modules');
  ctx.em.persist(
    new TemplateApplication({
      organizationId,
      templateCode: code,
      version: null,
      state: ApplicationState.FAILED,
      baseConfig: {},
      appliedBy: null,
    }),
  );
  ctx.events.raise(industryTemplateApplied, { organizationId, code, version: 0, moduleKeys: [] });
}
