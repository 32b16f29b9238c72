import type { RegistryContext } from '../context.js';
import { ScheduleStatus } from '../domain/module-schedule.js';
import { ModuleSet, ServiceStatus } from '../domain/module-set.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { announceSchedule } from './install-modules.js';
import { insertSet, lockSet } from './open-installation.js';

/** Keeps the schedules of an organization waiting while it is out of service. Runs in a transaction. */
export const holdSchedules = (ctx: RegistryContext, organizationId: string): Promise<void> => setSuspended(ctx, organizationId, true);

/** Takes them up again; what became due meanwhile is made up for at the next turn of the job. Runs in a transaction. */
export const resumeSchedules = (ctx: RegistryContext, organizationId: string): Promise<void> => setSuspended(ctx, organizationId, false);

async function setSuspended(ctx: RegistryContext, organizationId: string, suspended: boolean): Promise<void> {
  await insertSet(ctx, new ModuleSet(organizationId));
  const set = await lockSet(ctx, organizationId);
  if (set) set.status = suspended ? ServiceStatus.SUSPENDED : ServiceStatus.ACTIVE;
  const status = suspended ? ScheduleStatus.PENDING : ScheduleStatus.SUSPENDED;
  const rows = await ctx.em.find(OrganizationModule, { organizationId, schedule: { status } });

  for (const row of rows) {
    row.schedule?.hold(suspended);
    announceSchedule(ctx, row);
  }

  await ctx.em.flush();
}
