import type { UserContext } from '../context.js';
import { UserErrors } from '../domain/user.errors.js';
import { tablesOf } from '../queries/tables.js';

const SECONDS = 3_600;

/**
 * Keeps an organization from filling somebody's mailbox: whatever becomes of its invitations, so many mails an hour and no more.
 *
 * @throws UserErrors.LIMIT_EXCEEDED
 */
export async function checkMails({ em, services }: UserContext, to: { organizationId: string; email: string }): Promise<void> {
  const [row] = await em.execute<{ sent: string | null }[]>(
    `select sum(send_count) as sent from ${tablesOf(em).invitation}
     where organization_id = ? and email = ? and last_sent_at > now() - make_interval(secs => ?)`,
    [to.organizationId, to.email, SECONDS],
  );
  const { mailsPerHour } = services;
  if (Number(row?.sent ?? 0) >= mailsPerHour) throw UserErrors.LIMIT_EXCEEDED(mailsPerHour, 'mails to one address within an hour');
}
