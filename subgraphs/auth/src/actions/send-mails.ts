import { DomainError } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { prepareMail } from './prepare-mail.js';

const BATCH = 10;
const MOST_ATTEMPTS = 12;

/** Sends what is due: each mail by one replica, again later where the server does not take it now, and gone once it is sent. */
export async function sendMails(ctx: AuthContext): Promise<void> {
  for (const mail of await claim(ctx)) await send(ctx, mail);
}

/** A claim is the time of the next attempt: whoever dies with it leaves the mail to somebody else. */
async function claim({ em }: AuthContext): Promise<OutgoingMail[]> {
  const rows = await em.execute<Record<string, unknown>[]>(
    `update outgoing_mail set attempts = attempts + 1, due_at = now() + make_interval(secs => least(3600, 60 * power(2, attempts)))
     where id in (select id from outgoing_mail where due_at <= now() order by due_at limit ? for update skip locked) returning *`,
    [BATCH],
  );
  return rows.map((row) => em.map(OutgoingMail, row));
}

async function send(ctx: AuthContext, mail: OutgoingMail): Promise<void> {
  const { id, kind, attempts } = mail;
  const { mailer, keys } = ctx.services;
  try {
    const data = mail.open(keys.mails);
    const written = await prepareMail(ctx, kind, data);
    await ctx.em.flush();
    if (written) await mailer.send(written);
  } catch (error) {
    ctx.em.clear();
    const isFinal = attempts >= MOST_ATTEMPTS || (error instanceof DomainError && error.code === 'MAIL_REFUSED');
    ctx.log.warn({ error, mailId: id, kind, attempts }, isFinal ? 'a mail is given up' : 'a mail waits for its next attempt');
    if (!isFinal) return;
  }
  await ctx.em.nativeDelete(OutgoingMail, { id });
}
