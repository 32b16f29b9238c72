import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { ModuleStatus } from '../domain/module.entity.js';
import type { ScheduleTimes } from '../domain/module-schedule.js';
import type { OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import type { RegistryEntry } from '../domain/registry.js';
import { announceSchedule } from './install-modules.js';
import { changeInstallation, findInstalled } from './open-installation.js';

const future = z
  .date()
  .nullish()
  .transform((time) => time ?? null)
  .refine((time) => time === null || time > new Date(), 'This time is over');

const input = z
  .object({ organizationId: z.string(), moduleKey: z.string(), enableAt: future, disableAt: future })
  .refine(({ enableAt, disableAt }) => !enableAt || !disableAt || enableAt < disableAt, {
    message: 'A module is switched on first and off after that',
    path: ['disableAt'],
  });

export type ScheduleModule = z.input<typeof input>;

/** Where the arguments stand: this change has no `input`. */
const ROOT: readonly string[] = [];

/**
 * Has a module switched on, off, or on and later off by itself. Takes the place of what was scheduled before; without a time
 * it takes that back. What the module needs is looked at when the time has come.
 */
export function scheduleModule(ctx: RegistryContext, values: ScheduleModule): Promise<OrganizationModule> {
  const { organizationId, moduleKey, ...times } = parseInput(input, values, ROOT);
  return changeInstallation(
    ctx,
    organizationId,
    async (installation, { suspended }) => {
      const { entry, row } = findInstalled(ctx, installation, moduleKey, ROOT);
      checkSwitchable(entry, times);

      const isNew = times.enableAt !== null || times.disableAt !== null;
      if (isNew) row.scheduleSwitches(times, { suspended });
      if (isNew || row.schedule?.cancel()) announceSchedule(ctx, row);

      await ctx.em.flush();
      return row;
    },
    ROOT,
  );
}

/** What no time will change is refused at once. */
function checkSwitchable({ key, status, removable }: RegistryEntry, { enableAt, disableAt }: ScheduleTimes): void {
  if (enableAt && status === ModuleStatus.RETIRED) throw RegistryErrors.MODULE_RETIRED(key).at('enableAt');
  if (disableAt && !removable) throw RegistryErrors.MODULE_NOT_REMOVABLE(key).at('disableAt');
}
