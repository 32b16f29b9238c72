import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';
import type { Seat } from '../queries/find-claims.js';

/**
 * Keeps the organization's provider that a session is about to rest on as it is until the commit: whoever takes it away at this moment
 * either sees the session, or is seen here.
 *
 * @throws AuthErrors.IDENTITY_REJECTED where it is gone, or the organization is another one.
 */
export async function holdProvider(
  { em }: AuthContext,
  { organizationId }: Seat,
  { providerId }: { providerId?: string | null },
): Promise<void> {
  if (!isOrganizationsProvider(providerId)) return;
  const rows = await em.execute<object[]>(
    'select id from identity_provider where id = ? and organization_id = ? and is_enabled for share',
    [providerId, organizationId],
  );
  if (rows.length === 0) throw AuthErrors.IDENTITY_REJECTED();
}
