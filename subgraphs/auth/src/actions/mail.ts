import type { AuthContext } from '../context.js';
import { type MailData, type MailKind, OutgoingMail } from '../domain/outgoing-mail.entity.js';

/** Puts a mail beside the change that it tells of: it leaves with the next flush, and is sent after it. Needs the platform's rows. */
export function mail(ctx: AuthContext, kind: MailKind, data: MailData): void {
  ctx.em.persist(new OutgoingMail(kind, data, ctx.services.keys.mails));
}
