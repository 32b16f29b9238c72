import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { sessionStarted } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import { Session } from '../domain/session.entity.js';
import { findClaims, type Seat } from '../queries/find-claims.js';
import { type IssuedTokens, issueTokens } from './issue-tokens.js';

/** Logs somebody in who has proved who they are. @throws what findClaims throws. */
export async function startSession(ctx: AuthContext, seat: Seat, deviceName: string | null): Promise<IssuedTokens> {
  const { services, client } = ctx;
  const signer = await services.signingKeys.signer();
  return inTransaction(ctx.em, async () => {
    // The lock makes a suspension that happens now either see this session and end it, or be seen here.
    const claims = await findClaims(ctx, seat, LockMode.PESSIMISTIC_READ);
    const expiresAt = new Date(Date.now() + services.sessions.lifetime * 1_000);
    const session = new Session({ ...seat, expiresAt, deviceName, ipAddress: client.ip, userAgent: client.userAgent });
    const refreshToken = services.refreshTokens.first(session.id);
    session.refreshTokenHash = hashRefreshToken(refreshToken);
    ctx.em.persist(session);
    ctx.events.raise(sessionStarted, { sessionId: session.id, ...seat }, { actor: { kind: 'user', id: seat.userId } });

    await ctx.em.flush();
    return issueTokens(ctx, session, { signer, claims, refreshToken });
  });
}
