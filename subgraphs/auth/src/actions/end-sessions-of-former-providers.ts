import { inTransaction } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { endSessions } from './end-sessions.js';

/** Ends the sessions that began by a provider of the platform's that is in the settings no more. */
export async function endSessionsOfFormerProviders(ctx: AuthContext): Promise<void> {
  const rows = await ctx.em.execute<{ provider_id: string }[]>(
    `select distinct provider_id from session where provider_id is not null and status = 'ACTIVE'`,
  );
  const known = new Set(ctx.services.platformProviders.map(({ id }) => id));
  const former = rows.map(({ provider_id: id }) => id).filter((id) => !isOrganizationsProvider(id) && !known.has(id));
  for (const providerId of former) {
    await inTransaction(ctx.em, async () => {
      await endSessions(ctx, { providerId }, SessionEndReason.REVOKED_BY_ADMIN);
      await ctx.em.flush();
    });
  }
}
