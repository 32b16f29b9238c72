import { parseInput } from '@supergraph/kernel/errors';
import { moduleUnassigned } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { dependentsEnabled } from '../domain/dependency-errors.js';
import type { Installation } from '../domain/installation.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import type { RegistryEntry } from '../domain/registry.js';
import { idsOf } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';

export const moduleOfOrganization = z.object({ organizationId: z.string(), moduleKey: z.string() });

export type ModuleOfOrganization = z.input<typeof moduleOfOrganization>;

/** Takes a module from an organization. Its data and configuration are kept for another time. */
export function unassignModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { entry, row } = findInstalled(ctx, installation, moduleKey);
    checkRemovable(installation, entry);

    row.uninstall();
    ctx.events.raise(moduleUnassigned, idsOf(row));

    await ctx.em.flush();
    return row;
  });
}

/** @throws RegistryErrors.MODULE_NOT_REMOVABLE, RegistryErrors.DEPENDENT_MODULES_ENABLED */
export function checkRemovable(installation: Installation, { key, removable }: RegistryEntry): void {
  if (!removable) throw RegistryErrors.MODULE_NOT_REMOVABLE(key).at('input', 'moduleKey');
  const dependents = installation.enabledDependentsOf(key);
  if (dependents.length > 0) throw dependentsEnabled(dependents).at('input', 'moduleKey');
}
