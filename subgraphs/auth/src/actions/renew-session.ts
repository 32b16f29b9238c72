import type { AuthContext } from '../context.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import { type AuthMethod, assuranceOf, type Session } from '../domain/session.entity.js';
import { findClaims } from '../queries/find-claims.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';

/**
 * The person has just proved again who they are: the session knows it, and goes on with new tokens; its refresh tokens from before are
 * worth nothing. Flushes.
 *
 * @param methods how they proved it; what is known of the session from before is added.
 */
export async function renewSession(ctx: AuthContext, session: Session, methods: readonly AuthMethod[]): Promise<IssuedTokens> {
  const { signingKeys, refreshTokens } = ctx.services;
  const [signer, claims] = [await signingKeys.signer(), await findClaims(ctx, session)];
  const refreshToken = refreshTokens.first(session.id);
  session.authMethods = [...new Set([...session.authMethods, ...methods])];
  session.aal = Math.max(session.aal, assuranceOf(session.authMethods));
  session.authenticatedAt = new Date();
  session.replaceRefreshToken(hashRefreshToken(refreshToken));
  ctx.em.persist(session);
  await ctx.em.flush();
  return issueTokens(ctx, session, { signer, claims, refreshToken });
}
