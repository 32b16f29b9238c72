import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { industryTemplateApplied } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { dependencyMissing } from '../domain/dependency-errors.js';
import { IndustryTemplate, TemplateStatus } from '../domain/industry-template.entity.js';
import type { Installation } from '../domain/installation.js';
import type { JsonObject } from '../domain/json.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { ApplicationState, TemplateApplication } from '../domain/template-application.entity.js';
import { changesNothing, MergeStrategy, planTemplate, type TemplatePlan } from '../domain/template-plan.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { actorIdOf, installModule, setConfig, switchModule } from './install-modules.js';
import { changeInstallation } from './open-installation.js';

const input = z.object({
  organizationId: z.string(),
  code: z.string(),
  strategy: z.enum(MergeStrategy).default(MergeStrategy.KEEP_EXISTING),
});

export type ApplyTemplate = z.input<typeof input>;

/** Gives an organization the modules of a template. The same version again, where nothing is left to do, changes nothing. */
export const applyTemplate = async (ctx: RegistryContext, values: ApplyTemplate): Promise<TemplateApplication> =>
  (await applyTemplateOnce(ctx, values)).application;

/** The same, and what came of it: `added` are the modules that the organization has since; undefined where nothing changed. */
export function applyTemplateOnce(
  ctx: RegistryContext,
  values: ApplyTemplate,
): Promise<{ application: TemplateApplication; added?: string[] }> {
  const { organizationId, code, strategy } = parseInput(input, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const version = await findVersionOnOffer(ctx, code);
    const last = await findLastApplication(ctx, installation.organizationId);
    const plan = planTemplate(installation, version.items, strategy);
    if (plan.missing.length > 0) throw dependencyMissing(plan.missing).at('input', 'code');
    if (last?.templateVersionId === version.id && changesNothing(plan)) return { application: last };

    const application = carryOut(ctx, installation, { plan, version, baseConfig: last?.baseConfig ?? {} });

    await ctx.em.flush();
    return { application, added: plan.install.map(({ entry }) => entry.key) };
  });
}

/**
 * What a template consists of now.
 *
 * @throws CommonErrors.NOT_FOUND, RegistryErrors.TEMPLATE_INACTIVE
 */
export async function findVersionOnOffer({ em }: RegistryContext, code: string): Promise<TemplateVersion> {
  const template = await em.findOne(IndustryTemplate, { code });
  if (!template) throw CommonErrors.NOT_FOUND('Template').at('input', 'code');
  if (template.status !== TemplateStatus.ACTIVE) throw RegistryErrors.TEMPLATE_INACTIVE(code).at('input', 'code');
  return em.findOneOrFail(TemplateVersion, { id: template.currentVersionId });
}

export const findLastApplication = ({ em }: RegistryContext, organizationId: string) =>
  em.findOne(TemplateApplication, { organizationId }, { orderBy: { appliedAt: 'desc', id: 'desc' } });

interface Work {
  plan: TemplatePlan;
  version: TemplateVersion;
  /** What templates wrote before. */
  baseConfig: Record<string, JsonObject>;
}

/** Does what was planned and records it; the caller flushes. */
export function carryOut(ctx: RegistryContext, installation: Installation, { plan, version, baseConfig }: Work): TemplateApplication {
  const { organizationId } = installation;
  for (const { entry, source } of plan.install) installModule(ctx, installation, entry, { enabled: true, source });
  for (const row of plan.enable) switchModule(ctx, row, true);
  for (const [key, config] of plan.configure) {
    const row = installation.installed(key);
    if (row) setConfig(ctx, row, config);
  }
  const application = new TemplateApplication({
    organizationId,
    templateCode: version.templateCode,
    version,
    state: plan.skipped.some(({ required }) => required) ? ApplicationState.PARTIALLY_APPLIED : ApplicationState.APPLIED,
    baseConfig: { ...baseConfig, ...Object.fromEntries(plan.configure) },
    appliedBy: actorIdOf(ctx),
  });
  ctx.em.persist(application);
  ctx.events.raise(industryTemplateApplied, {
    organizationId,
    code: version.templateCode,
    version: version.version,
    moduleKeys: plan.install.map(({ entry }) => entry.key),
  });
  return application;
}
