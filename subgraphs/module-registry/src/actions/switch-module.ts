import { parseInput } from '@supergraph/kernel/errors';
import type { RegistryContext } from '../context.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { disablingProblem, enablingProblem } from '../domain/switch-rules.js';
import { switchModule } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';
import { type ModuleOfOrganization, moduleOfOrganization } from './unassign-module.js';

/** Lets members use a module. What it needs must be switched on. */
export function enableModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { row } = findInstalled(ctx, installation, moduleKey);
    if (row.enabled) throw RegistryErrors.ALREADY_ENABLED(moduleKey).at('input', 'moduleKey');
    const problem = enablingProblem(installation, moduleKey);
    if (problem) throw problem.at('input', 'moduleKey');

    switchModule(ctx, row, true);

    await ctx.em.flush();
    return row;
  });
}

/** Keeps members out of a module; nothing of it is lost. */
export function disableModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { row } = findInstalled(ctx, installation, moduleKey);
    if (!row.enabled) throw RegistryErrors.NOT_ENABLED(moduleKey).at('input', 'moduleKey');
    const problem = disablingProblem(installation, moduleKey);
    if (problem) throw problem.at('input', 'moduleKey');

    switchModule(ctx, row, false);

    await ctx.em.flush();
    return row;
  });
}
