import { inTransaction } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { emailChanged } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { normalizeEmail } from '../domain/email.js';
import { TokenPurpose } from '../domain/one-time-token.entity.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { lockAddress } from './create-account.js';
import { endSessions } from './end-sessions.js';
import { mail } from './mail.js';
import { dropOneTimeTokens, useOneTimeToken } from './one-time-tokens.js';
import { freshAccount } from './own-account.js';
import { MAILS, throttle } from './throttle.js';

const input = z.object({
  newEmail: z
    .string()
    .transform(normalizeEmail)
    .pipe(z.email('Not an e-mail address').max(254, 'An e-mail address has at most 254 characters')),
});

/**
 * Asks the viewer's new address to confirm that it is theirs; nothing changes before. Whether somebody else has it nobody hears
 * but who reads its mail.
 *
 * @throws InvalidInputError; AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.RATE_LIMITED
 */
export async function requestEmailChange(request: AuthContext, typed: string): Promise<void> {
  const { newEmail: email } = parseInput(input, { newEmail: typed }, []);
  const { ctx, account } = await freshAccount(request);
  await throttle(ctx, { what: 'emailChangeRequest', source: MAILS.source, target: { text: email, allowance: MAILS.target } });
  mail(ctx, MailKind.EMAIL_CHANGE, { userId: account.id, email });
  await ctx.em.flush();
}

/**
 * Changes the address by the link that was mailed to the new one; the old one is told, with a link that takes it back.
 *
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED, EMAIL_TAKEN; CommonErrors.RATE_LIMITED
 */
export const confirmEmailChange = (request: AuthContext, token: string): Promise<void> =>
  change(request, { token, purpose: TokenPurpose.EMAIL_CHANGE });

/** Takes a change of address back by the link that was mailed to the old one. All sessions end: they may be a thief's. */
export const undoEmailChange = (request: AuthContext, token: string): Promise<void> =>
  change(request, { token, purpose: TokenPurpose.EMAIL_CHANGE_UNDO });

type Link = { token: string; purpose: TokenPurpose.EMAIL_CHANGE | TokenPurpose.EMAIL_CHANGE_UNDO };

async function change(request: AuthContext, { token, purpose }: Link): Promise<void> {
  // The link says whose address it is, and whoever holds it need not be logged in.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'emailChange', source: ctx.services.openCalls });
  await inTransaction(ctx.em, async () => {
    const { userId, data } = await useOneTimeToken(ctx, purpose, token);
    const email = data.email as string;
    await lockAddress(ctx, email);
    const account = await ctx.em.findOne(Account, { id: userId });
    // A change is taken back whatever became of the address since: a thief may have changed it again.
    const isStale = purpose === TokenPurpose.EMAIL_CHANGE && account?.email !== data.formerEmail;
    if (!account || isStale) throw AuthErrors.TOKEN_INVALID().at('token');
    if ((await ctx.em.count(Account, { email })) > 0) throw AuthErrors.EMAIL_TAKEN();
    const formerEmail = account.email;
    account.email = email;
    account.emailVerifiedAt = new Date();
    // Links that were mailed to the address before are for nobody any more.
    await dropOneTimeTokens(ctx, userId);
    ctx.events.raise(emailChanged, { userId, email }, { actor: { kind: 'user', id: userId } });
    if (purpose === TokenPurpose.EMAIL_CHANGE_UNDO) await endSessions(ctx, { userId }, SessionEndReason.REVOKED_BY_USER);
    else mail(ctx, MailKind.EMAIL_CHANGED, { userId, email, formerEmail });
    await ctx.em.flush();
  });
}
