import { parseInput } from '@supergraph/kernel/errors';
import { moduleUnassigned } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { disablingProblem } from '../domain/switch-rules.js';
import { announceSchedule, idsOf } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';

export const moduleOfOrganization = z.object({ organizationId: z.string(), moduleKey: z.string() });

export type ModuleOfOrganization = z.input<typeof moduleOfOrganization>;

/** Takes a module from an organization. Its data and configuration are kept for another time. */
export function unassignModule(ctx: RegistryContext, values: ModuleOfOrganization): Promise<OrganizationModule> {
  const { organizationId, moduleKey } = parseInput(moduleOfOrganization, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { row } = findInstalled(ctx, installation, moduleKey);
    const problem = disablingProblem(installation, moduleKey);
    if (problem) throw problem.at('input', 'moduleKey');

    row.uninstall();
    ctx.events.raise(moduleUnassigned, idsOf(row));
    if (row.schedule?.cancel()) announceSchedule(ctx, row);

    await ctx.em.flush();
    return row;
  });
}
