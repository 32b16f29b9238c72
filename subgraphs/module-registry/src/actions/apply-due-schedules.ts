import { inTransaction } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { applySteps } from './apply-steps.js';
import { openInstallation } from './open-installation.js';

/** Organizations of one run: the next run follows a second later, and a stop need not wait for long. */
const MOST = 200;

/**
 * Does what schedules should have done by now, one organization after the other, each in a transaction of its own. Replicas
 * share the work: an organization that somebody holds, be it another replica or a change by hand, is passed over until the next
 * run. One that fails is tried again then; the others do not wait for it.
 */
export async function applyDueSchedules(ctx: RegistryContext): Promise<void> {
  const now = new Date();
  const failed: string[] = [];
  for (let applied = 0; applied < MOST; ) {
    const outcome = await applyNext(ctx, now, failed);
    if (outcome === 'none left') return;
    if (outcome === 'applied') applied += 1;
  }
}

async function applyNext(ctx: RegistryContext, now: Date, failed: string[]): Promise<'applied' | 'failed' | 'none left'> {
  let organizationId: string | undefined;
  try {
    await inTransaction(ctx.em, async () => {
      organizationId = await lockNext(ctx, now, failed);
      if (!organizationId) return;
      applySteps(ctx, await openInstallation(ctx, organizationId), now);
      await ctx.em.flush();
    });
    return organizationId ? 'applied' : 'none left';
  } catch (error) {
    if (!organizationId) throw error;
    failed.push(organizationId);
    ctx.log.error({ error, organizationId }, 'the schedules of an organization could not be applied');
    return 'failed';
  } finally {
    ctx.discard();
  }
}

/** Locks what every change of an organization's modules locks first, so that no two can wait for each other. */
async function lockNext({ em }: RegistryContext, now: Date, without: readonly string[]): Promise<string | undefined> {
  const schema = em.config.get('schema');
  const [row] = await em.execute<{ organization_id: string }[]>(
    `select s.organization_id from "${schema}".organization_module m join "${schema}".module_set s on s.organization_id = m.organization_id
     where m.schedule_status = 'PENDING' and m.schedule_due_at <= ? and m.state = 'INSTALLED' and s.organization_id <> all(?::uuid[])
     order by m.schedule_due_at limit 1 for update of s skip locked`,
    [now, `{${without.join(',')}}`],
  );
  return row?.organization_id;
}
