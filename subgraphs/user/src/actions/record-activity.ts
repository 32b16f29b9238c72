import type { UserContext } from '../context.js';
import { tablesOf } from '../queries/tables.js';

export interface Activity {
  organizationId: string;
  userId: string;
  at: Date;
}

/** Notes that somebody was there. No change of the membership: its revision stays, and nobody is told. Older news is too late. */
export async function recordActivity({ em }: UserContext, { organizationId, userId, at }: Activity): Promise<void> {
  await em.execute(
    `update ${tablesOf(em).membership} set last_active_at = ?
     where organization_id = ? and user_id = ? and (last_active_at is null or last_active_at < ?)`,
    [at, organizationId, userId, at],
    'run',
  );
}
