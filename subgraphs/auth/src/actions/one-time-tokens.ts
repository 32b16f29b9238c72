import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { hashOneTimeToken, newOneTimeToken, OneTimeToken, TokenPurpose } from '../domain/one-time-token.entity.js';

/** Makes a link's token; the caller flushes. @returns what the link holds, and is stored nowhere. */
export function issueOneTimeToken(
  ctx: AuthContext,
  purpose: TokenPurpose,
  about: { userId: string; data?: Record<string, string> },
): string {
  const token = newOneTimeToken();
  ctx.em.persist(new OneTimeToken({ purpose, token, ...about }));
  return token;
}

/** Looks at a link without using it up. @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED */
export async function readOneTimeToken(ctx: AuthContext, purpose: TokenPurpose, token: string): Promise<OneTimeToken> {
  const found = await ctx.em.findOne(OneTimeToken, { tokenHash: hashOneTimeToken(token), purpose, usedAt: null });
  if (!found) throw AuthErrors.TOKEN_INVALID().at('token');
  if (found.expiresAt <= new Date()) throw AuthErrors.TOKEN_EXPIRED('The link has expired').at('token');
  return found;
}

/** Makes the links worthless that somebody was mailed before; one that takes a change of address back goes on. */
export async function dropOneTimeTokens({ em }: AuthContext, userId: string): Promise<void> {
  await em.nativeDelete(OneTimeToken, { userId, usedAt: null, purpose: { $ne: TokenPurpose.EMAIL_CHANGE_UNDO } });
}

/**
 * Uses a link up, in one statement: of many at once, one works. With it go the person's other links for the same thing. Call it in
 * the transaction of what it allows.
 *
 * @throws AuthErrors.TOKEN_INVALID, TOKEN_EXPIRED
 */
export async function useOneTimeToken(ctx: AuthContext, purpose: TokenPurpose, token: string): Promise<OneTimeToken> {
  const [row] = await ctx.em.execute<Record<string, unknown>[]>(
    `update one_time_token set used_at = now() where token_hash = ? and purpose = ? and used_at is null and expires_at > now() returning *`,
    [hashOneTimeToken(token), purpose],
  );
  if (!row) return Promise.reject(await readOneTimeToken(ctx, purpose, token).then(() => AuthErrors.TOKEN_INVALID().at('token')));
  const used = ctx.em.map(OneTimeToken, row);
  await ctx.em.nativeDelete(OneTimeToken, { userId: used.userId, purpose, usedAt: null });
  return used;
}
