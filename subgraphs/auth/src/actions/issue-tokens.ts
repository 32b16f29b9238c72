import type { AuthContext } from '../context.js';
import { signAccessToken } from '../domain/access-token.js';
import type { Session } from '../domain/session.entity.js';
import type { Signer } from '../domain/signing-keys.js';
import type { Claims } from '../queries/find-claims.js';

/** What a client goes on with after a login or a refresh. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  tokenType: 'Bearer';
  /** Seconds that the access token lives. */
  expiresIn: number;
  session: Session;
}

export interface TokenFacts {
  signer: Signer;
  claims: Claims;
  refreshToken: string;
}

/** Signs an access token for a session and puts the refresh token beside it. */
export function issueTokens(ctx: AuthContext, session: Session, { signer, claims, refreshToken }: TokenFacts): IssuedTokens {
  const { accessTokens } = ctx.services;
  const { id: sessionId, userId, organizationId } = session;
  const accessToken = signAccessToken(signer, accessTokens, { userId, sessionId, organizationId, ...claims });
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: accessTokens.lifetime, session };
}
