import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput, plainText } from '@supergraph/kernel/errors';
import { accountUnlocked } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { TokenPurpose } from '../domain/one-time-token.entity.js';
import { isKnownPerson } from '../queries/is-known-person.js';
import { clearGuard } from './guard-login.js';
import { useOneTimeToken } from './one-time-tokens.js';
import { throttle } from './throttle.js';

const input = z.object({
  userId: z.string(),
  reason: plainText().trim().min(1, 'Why?').max(500, 'A reason has at most 500 characters'),
});

export type UserUnlock = z.input<typeof input>;

/**
 * Takes the blocks of somebody's account away, for platform staff and for who looks after the members of their organization.
 *
 * @throws InvalidInputError, CommonErrors.NOT_FOUND
 */
export async function unlockUser(request: AuthContext, values: UserUnlock): Promise<void> {
  const { userId, reason } = parseInput(input, values, []);
  if (!(await isKnownPerson(request, userId))) throw CommonErrors.NOT_FOUND('Person').at('userId');
  await clear(request, async () => ({ userId, by: 'ADMIN', reason }));
}

/** The same by the link that was mailed when the account was locked. @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED */
export function unlockByMail(request: AuthContext, token: string): Promise<void> {
  return clear(
    request,
    async (ctx) => {
      const { userId } = await useOneTimeToken(ctx, TokenPurpose.ACCOUNT_UNLOCK, token);
      return { userId, by: 'MAIL', reason: null };
    },
    true,
  );
}

type Unlocking = { userId: string; by: 'ADMIN' | 'MAIL'; reason: string | null };

/** What is counted against an account is no organization's. */
async function clear(request: AuthContext, find: (ctx: AuthContext) => Promise<Unlocking>, isOpen = false): Promise<void> {
  const ctx = request.acrossOrganizations();
  // Before the transaction: what is refused counts as well.
  if (isOpen) await throttle(ctx, { what: 'accountUnlock', source: ctx.services.openCalls });
  return inTransaction(ctx.em, async () => {
    const unlocking = await find(ctx);
    await clearGuard(ctx, unlocking.userId);
    const actor = unlocking.by === 'MAIL' ? { actor: { kind: 'user', id: unlocking.userId } } : {};
    ctx.events.raise(accountUnlocked, unlocking, actor);
    await ctx.em.flush();
  });
}
