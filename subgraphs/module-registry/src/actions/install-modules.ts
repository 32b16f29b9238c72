import { moduleAssigned, moduleConfigUpdated, moduleDisabled, moduleEnabled, moduleScheduleUpdated } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import { ConfigRevision } from '../domain/config-revision.entity.js';
import type { Installation } from '../domain/installation.js';
import type { JsonObject } from '../domain/json.js';
import type { InstallSource, OrganizationModule } from '../domain/organization-module.entity.js';
import type { RegistryEntry } from '../domain/registry.js';

export const actorIdOf = ({ actor }: RegistryContext) => (actor.kind === 'user' ? actor.subject : null);

export const idsOf = ({ id, organizationId, moduleKey }: OrganizationModule) => ({ organizationModuleId: id, organizationId, moduleKey });

/** Installs a module and announces it. */
export function installModule(
  ctx: RegistryContext,
  installation: Installation,
  entry: RegistryEntry,
  { enabled, source }: { enabled: boolean; source: InstallSource },
): OrganizationModule {
  const row = installation.install(entry, { enabled, source });
  ctx.em.persist(row);
  ctx.events.raise(moduleAssigned, { ...idsOf(row), enabled, source });
  return row;
}

type Announcement = Parameters<RegistryContext['events']['raise']>[2];

/** Switches a module on or off and announces it, by hand or by its schedule. The caller has seen to the rules. */
export function switchModule({ events }: RegistryContext, row: OrganizationModule, enable: boolean, announcement?: Announcement): void {
  if (enable) row.enable();
  else row.disable();
  events.raise(enable ? moduleEnabled : moduleDisabled, idsOf(row), announcement);
}

/** Announces a schedule as it is now. */
export function announceSchedule({ events }: RegistryContext, row: OrganizationModule, announcement?: Announcement): void {
  const { schedule } = row;
  if (!schedule) return;
  const times = { enableAt: schedule.enableAt?.toISOString() ?? null, disableAt: schedule.disableAt?.toISOString() ?? null };
  events.raise(moduleScheduleUpdated, { ...idsOf(row), ...times, status: schedule.status }, announcement);
}

/** Gives a module another configuration, keeps a record of it and announces it; the same one again changes nothing. */
export function setConfig(ctx: RegistryContext, row: OrganizationModule, config: JsonObject, reason: string | null = null): void {
  if (!row.configure(config)) return;
  ctx.em.persist(new ConfigRevision(row, { actorId: actorIdOf(ctx), reason }));
  ctx.events.raise(moduleConfigUpdated, { ...idsOf(row), configRevision: row.configRevision });
}
