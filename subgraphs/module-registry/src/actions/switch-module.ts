import { parseInput } from '@supergraph/kernel/errors';
import { moduleDisabled, moduleEnabled } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { dependencyMissing } from '../domain/dependency-errors.js';
import { ModuleStatus } from '../domain/module.entity.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { idsOf } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';
import { checkRemovable, type ModuleOfOrganization, moduleOfOrganization } from './unassign-module.js';

/** Lets members use a module. What it needs must be switched on. */
export function enableModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { entry, row } = findInstalled(ctx, installation, moduleKey);
    if (row.enabled) throw RegistryErrors.ALREADY_ENABLED(moduleKey).at('input', 'moduleKey');
    if (entry.status === ModuleStatus.RETIRED) throw RegistryErrors.MODULE_RETIRED(moduleKey).at('input', 'moduleKey');
    const missing = installation.missingFor(moduleKey);
    if (missing.length > 0) throw dependencyMissing(missing).at('input', 'moduleKey');

    row.enable();
    ctx.events.raise(moduleEnabled, idsOf(row));

    await ctx.em.flush();
    return row;
  });
}

/** Keeps members out of a module; nothing of it is lost. */
export function disableModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { entry, row } = findInstalled(ctx, installation, moduleKey);
    if (!row.enabled) throw RegistryErrors.NOT_ENABLED(moduleKey).at('input', 'moduleKey');
    checkRemovable(installation, entry);

    row.disable();
    ctx.events.raise(moduleDisabled, idsOf(row));

    await ctx.em.flush();
    return row;
  });
}
