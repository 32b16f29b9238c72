import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { dependencyMissing } from '../domain/dependency-errors.js';
import { InstallSource, type OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { offerProblem } from '../domain/switch-rules.js';
import { checkVersionConfig } from './check-version-config.js';
import { installModule, setConfig } from './install-modules.js';
import { changeInstallation, findEntry } from './open-installation.js';

const input = z.object({
  organizationId: z.string(),
  moduleKey: z.string(),
  enabled: z.boolean().default(true),
  config: z.unknown().optional(),
});

export type AssignModule = z.input<typeof input>;

/** Gives an organization a module and, with it, all that it needs. A configuration from an earlier time is back with it. */
export function assignModule(ctx: RegistryContext, values: AssignModule): Promise<OrganizationModule> {
  const { organizationId, moduleKey, enabled, config } = parseInput(input, values);
  return changeInstallation(ctx, organizationId, async (installation) => {
    const entry = findEntry(ctx, installation, moduleKey);
    const problem = offerProblem(entry);
    if (problem) throw problem.at('input', 'moduleKey');
    if (installation.installed(moduleKey)) throw RegistryErrors.ALREADY_ASSIGNED(moduleKey).at('input', 'moduleKey');
    const { entries, missing } = installation.plan([moduleKey], { enabled });
    if (missing.length > 0) throw dependencyMissing(missing).at('input', 'moduleKey');
    const chosen = config == null ? null : await checkVersionConfig(ctx, entry.versionId, config);

    for (const needed of entries.slice(0, -1)) installModule(ctx, installation, needed, { enabled, source: InstallSource.DEPENDENCY });
    const row = installModule(ctx, installation, entry, { enabled, source: InstallSource.MANUAL });
    if (chosen) setConfig(ctx, row, chosen);

    await ctx.em.flush();
    return row;
  });
}
