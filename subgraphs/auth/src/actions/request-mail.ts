import { parseInput } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { mail } from './mail.js';
import { MAILS, throttle } from './throttle.js';

const input = z.object({
  email: z
    .string()
    .transform(normalizeEmail)
    .pipe(z.email('Not an e-mail address').max(254, 'An e-mail address has at most 254 characters')),
});

const KINDS = { passwordResetRequest: MailKind.PASSWORD_RESET, emailVerificationSend: MailKind.EMAIL_VERIFICATION };

/**
 * Has a link mailed to an address, where there is somebody for it. Whether there is nobody hears: it is looked up when the mail is
 * made, after the answer, so that answer and time are the same.
 *
 * @throws InvalidInputError; CommonErrors.RATE_LIMITED
 */
export async function requestMail(request: AuthContext, what: keyof typeof KINDS, typed: string): Promise<void> {
  const { email } = parseInput(input, { email: typed }, []);
  // Whoever asks is nobody yet.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what, source: MAILS.source, target: { text: email, allowance: MAILS.target } });
  const { ip: ipAddress = null, userAgent = null } = ctx.client;
  mail(ctx, KINDS[what], { email, ipAddress, userAgent });
  await ctx.em.flush();
}
