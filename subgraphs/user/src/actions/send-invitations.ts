import { DomainError } from '@supergraph/kernel/errors';
import { htmlMail, type Mail, plainMail } from '@supergraph/kernel/mail';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';
import { invitationMail, nameInMail } from '../domain/invitation-mail.js';
import { hashToken } from '../domain/invitation-token.js';
import { isOpen } from '../queries/find-invitation-by-token.js';
import { findInviterName, findOrganizationName } from '../queries/preview-invitation.js';
import { tablesOf } from '../queries/tables.js';

const BATCH = 10;

/** A day of attempts: from a minute to an hour apart. */
const MOST_ATTEMPTS = 30;

/** Sends the mails that open invitations wait for: each by one replica, and again later where it cannot go out now. */
export async function sendInvitations(ctx: UserContext): Promise<void> {
  for (const claimed of await claim(ctx)) await send(ctx, claimed);
}

/** A claim is the time of the next attempt: whoever dies with it leaves the mail to somebody else. */
async function claim({ em }: UserContext): Promise<Invitation[]> {
  const { invitation } = tablesOf(em);
  const rows = await em.execute<Record<string, unknown>[]>(
    `update ${invitation} set mail_attempts = mail_attempts + 1,
       mail_due_at = now() + make_interval(secs => least(3600, 60 * power(2, mail_attempts)))
     where id in (select id from ${invitation} where status = 'PENDING' and mailed_count < send_count and mail_due_at <= now()
       and expires_at > now() order by mail_due_at limit ? for update skip locked) returning *`,
    [BATCH],
  );
  return rows.map((row) => em.map(Invitation, row));
}

async function send(ctx: UserContext, { id, organizationId, mailAttempts: attempts }: Invitation): Promise<void> {
  try {
    // It may have been answered, taken back or sent since: others of the batch came before it, and claims end. Of an organization that
    // is out of service it waits, since nobody could accept it.
    const invitation = await ctx.em.findOne(Invitation, { id }, { refresh: true });
    if (!invitation?.isMailOwed || !(await isOpen(ctx, invitation))) return;
    await ctx.services.mailer.send(await write(ctx, invitation));
    await settle(ctx, invitation);
  } catch (error) {
    const isFinal = attempts >= MOST_ATTEMPTS || (error instanceof DomainError && error.code === 'MAIL_REFUSED');
    const facts = { error, invitationId: id, organizationId, attempts };
    ctx.log.warn(facts, isFinal ? 'the mail of an invitation is given up' : 'the mail of an invitation waits for its next attempt');
    if (isFinal) await giveUp(ctx, id, attempts);
  }
}

/** @throws CommonErrors.UNAVAILABLE where tenant does not answer. */
async function write(ctx: UserContext, invitation: Invitation): Promise<Mail> {
  const organizationName = await findOrganizationName(ctx, invitation.organizationId);
  const inviterName = await findInviterName(ctx, invitation);
  // Behind the `#`: what is there no server is told, and no log.
  const url = `${ctx.services.appUrl}/invitation#token=${await tokenOf(ctx, invitation)}`;
  const text = invitationMail({ invitation, organizationName, inviterName, url });
  const brand = { name: nameInMail(organizationName) };
  return { to: invitation.email, subject: text.subject, text: plainMail(text, brand), html: htmlMail(text, brand) };
}

/** The token that the mail holds, and that opens the invitation: the secret that tokens are made with may have been changed since. */
async function tokenOf({ em, services }: UserContext, { id, tokenHash: known }: Invitation): Promise<string> {
  const token = services.invitationTokens.of(id);
  const tokenHash = hashToken(token);
  if (tokenHash !== known) await em.nativeUpdate(Invitation, { id }, { tokenHash });
  return token;
}

/** What was asked for meanwhile still waits. */
async function settle({ em }: UserContext, { id, sendCount }: Invitation): Promise<void> {
  await em.execute(`update ${tablesOf(em).invitation} set mailed_count = greatest(mailed_count, ?) where id = ?`, [sendCount, id], 'run');
}

/** Unless it was asked for once more, which begins anew. */
async function giveUp({ em }: UserContext, id: string, attempts: number): Promise<void> {
  await em.execute(`update ${tablesOf(em).invitation} set mail_due_at = null where id = ? and mail_attempts = ?`, [id, attempts], 'run');
}
