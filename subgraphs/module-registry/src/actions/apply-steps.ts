import { moduleScheduleFailed } from '@supergraph/schema/events';
import type { RegistryContext } from '../context.js';
import type { Installation } from '../domain/installation.js';
import { playSteps } from '../domain/scheduled-steps.js';
import { announceSchedule, idsOf, switchModule } from './install-modules.js';

/** Whoever's change comes first after the time of a schedule: it was the schedule's doing. */
const BY_SCHEDULE = { actor: { kind: 'system', id: 'module-registry.schedules' } };

/**
 * Does what the schedules of an organization should have done by now, as somebody would by hand, and announces it. What is
 * refused is marked as failed, with the reason. Runs in a transaction that holds the lock on its modules; the caller flushes.
 */
export function applySteps(ctx: RegistryContext, installation: Installation, now: Date): void {
  const scheduled = (key: string) => {
    const row = installation.installed(key);
    if (!row?.schedule) throw new Error(`Module "${key}" has no schedule`);
    return { row, schedule: row.schedule };
  };
  playSteps(installation, installation.stepsDue(now), {
    applied({ moduleKey, enable }, changed) {
      const { row, schedule } = scheduled(moduleKey);
      if (changed) switchModule(ctx, row, enable, BY_SCHEDULE);
      if (schedule.advance()) announceSchedule(ctx, row, BY_SCHEDULE);
    },
    failed({ moduleKey, at, enable }, { code, message }) {
      const { row, schedule } = scheduled(moduleKey);
      schedule.fail(message);
      ctx.log.warn({ organizationId: row.organizationId, moduleKey, code }, 'a module could not be switched at its time');
      const event = { ...idsOf(row), dueAt: at.toISOString(), enable, code, reason: message };
      ctx.events.raise(moduleScheduleFailed, event, BY_SCHEDULE);
    },
  });
}
