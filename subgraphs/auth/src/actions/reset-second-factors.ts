import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput, plainText } from '@supergraph/kernel/errors';
import { mfaReset } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { isKnownPerson } from '../queries/is-known-person.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { dropFactors } from './drop-credentials.js';
import { endSessions } from './end-sessions.js';
import { mail } from './mail.js';

const input = z.object({
  userId: z.string(),
  reason: plainText().trim().min(10, 'Say why, in at least 10 characters').max(500, 'A reason has at most 500 characters'),
});

export type MfaReset = z.input<typeof input>;

/**
 * Takes all second factors of somebody away who has lost them, with the sessions that they proved. For platform staff: a person's
 * factors are good in all of their organizations. An organization that asks for one asks for a new one at the next login.
 *
 * @throws InvalidInputError; AuthErrors.MFA_NOT_ENROLLED, REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND
 */
export async function resetSecondFactors(ctx: AuthContext, values: MfaReset): Promise<void> {
  const { userId, reason } = parseInput(input, values, []);
  await checkFreshLogin(ctx);
  if (!(await isKnownPerson(ctx, userId))) throw CommonErrors.NOT_FOUND('Person').at('userId');
  await inTransaction(ctx.em, async () => {
    const count = await ctx.em.nativeUpdate(Account, { id: userId, hasSecondFactor: true }, { hasSecondFactor: false });
    if (count === 0) throw AuthErrors.MFA_NOT_ENROLLED().at('userId');
    await dropFactors(ctx, userId);
    await endSessions(ctx, { userId }, SessionEndReason.REVOKED_BY_ADMIN);
    ctx.events.raise(mfaReset, { userId, reason });
    mail(ctx, MailKind.SECOND_FACTOR_CHANGED, { userId, change: 'REMOVED', at: new Date().toISOString() });
    await ctx.em.flush();
  });
}
