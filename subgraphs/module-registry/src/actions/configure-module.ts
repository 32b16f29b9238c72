import { checkRevision } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { checkJsonObject, mergePatch } from '../domain/json.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { reason } from '../domain/registry-key.js';
import { checkVersionConfig } from './check-version-config.js';
import { setConfig } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';

export enum ConfigMode {
  REPLACE = 'REPLACE',
  MERGE_PATCH = 'MERGE_PATCH',
}

const input = z.object({
  organizationId: z.string(),
  moduleKey: z.string(),
  config: z.unknown(),
  mode: z.enum(ConfigMode).default(ConfigMode.MERGE_PATCH),
  expectedRevision: z.int().nullish(),
  reason: reason.nullish(),
});

export type ConfigureModule = z.input<typeof input>;

/** Sets what differs from a module's defaults. The whole that results must satisfy the schema of the installed version. */
export function configureModule(ctx: RegistryContext, values: ConfigureModule): Promise<OrganizationModule> {
  const { organizationId, moduleKey, config, mode, expectedRevision, reason } = parseInput(input, values);
  const given = checkJsonObject(config, 'input', 'config');
  return changeInstallation(ctx, organizationId, async (installation) => {
    const { row } = findInstalled(ctx, installation, moduleKey);
    checkRevision({ revision: row.configRevision }, expectedRevision);
    const wanted = mode === ConfigMode.REPLACE ? given : mergePatch(row.config, given);
    await checkVersionConfig(ctx, row.versionId, wanted);

    setConfig(ctx, row, wanted, reason ?? null);

    await ctx.em.flush();
    return row;
  });
}
