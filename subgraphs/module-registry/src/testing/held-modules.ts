import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './organization-modules.js';

/** Holds the modules of an organization, as somebody who is changing them by hand does. */
export async function holdModules(app: Pick<App, 'context'>, organizationId: string): Promise<{ release: () => Promise<void> }> {
  const { em } = app.context();
  await em.begin();
  await em.execute('select 1 from module_registry.module_set where organization_id = ? for update', [organizationId]);
  return { release: () => em.commit() };
}

/** The backends that wait for a lock; at least one. */
export async function waitingBackends(app: Pick<App, 'context'>): Promise<{ pid: number }[]> {
  for (;;) {
    const found = await app
      .context()
      .em.execute<{ pid: number }[]>(
        'select pid from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted',
      );
    if (found.length > 0) return found;
    await sleep(10);
  }
}
