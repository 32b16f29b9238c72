import type { AuthContext } from '../context.js';
import type { MailData, MailKind } from '../domain/outgoing-mail.entity.js';
import { mail } from './mail.js';

const MOST = 100;

/** Mails the owners of an organization; the caller flushes. Needs the platform's rows. */
export const tellOwners = (ctx: AuthContext, organizationId: string, kind: MailKind, data: MailData): Promise<void> =>
  tell(ctx, organizationId, `'owner' = any(role_keys)`, (userId) => mail(ctx, kind, { ...data, userId, organizationId }));

/** Mails whoever keeps the keys of an organization's machines; the caller flushes. Needs the platform's rows. */
export const tellKeepersOfKeys = (ctx: AuthContext, organizationId: string, kind: MailKind, data: MailData): Promise<void> =>
  tell(ctx, organizationId, `permissions && array['org:keys:write', 'org:ownership:write']`, (userId) =>
    mail(ctx, kind, { ...data, userId, organizationId }),
  );

async function tell({ em }: AuthContext, organizationId: string, condition: string, say: (userId: string) => void): Promise<void> {
  const members = await em.execute<{ user_id: string }[]>(
    `select distinct user_id from membership_grant where organization_id = ? and status = 'ACTIVE' and ${condition} limit ${MOST}`,
    [organizationId],
  );
  for (const { user_id: userId } of members) say(userId);
}
