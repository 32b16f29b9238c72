import type { AuthContext } from '../context.js';
import { lifetimeOf, signAccessToken } from '../domain/access-token.js';
import type { Session } from '../domain/session.entity.js';
import type { Signer } from '../domain/signing-keys.js';
import { isVouchedFor, vouchedScopes } from '../domain/vouched-for.js';
import type { Claims } from '../queries/find-claims.js';
import { handRefreshToken } from './token-cookies.js';

/** What a client goes on with after a login or a refresh. */
export interface IssuedTokens {
  accessToken: string;
  /** Empty where a cookie has it, or where there is none. */
  refreshToken: string;
  tokenType: 'Bearer';
  /** Seconds that the access token lives. */
  expiresIn: number;
  session: Session;
  /** What the device is known by from now on, where that was asked for. */
  trustedDeviceToken?: string | null;
}

export interface TokenFacts {
  signer: Signer;
  claims: Claims;
  refreshToken: string;
}

/** Signs an access token for a session and puts the refresh token beside it. */
export function issueTokens(ctx: AuthContext, session: Session, { signer, claims, refreshToken }: TokenFacts): IssuedTokens {
  const { accessTokens } = ctx.services;
  const lifetime = lifetimeOf(accessTokens, session);
  const { id: sessionId, userId, organizationId, authMethods, aal, authenticatedAt } = session;
  const { impersonatorId, isReadOnly } = session;
  const impersonation = impersonatorId ? { impersonatorId, isReadOnly } : null;
  const isVouched = isVouchedFor(session);
  const scopes = isVouched ? vouchedScopes(claims.scopes) : claims.scopes;
  const facts = {
    impersonation,
    isVouchedFor: isVouched,
    userId,
    sessionId,
    organizationId,
    authMethods,
    aal,
    authenticatedAt,
    ...claims,
    scopes,
  };
  const accessToken = signAccessToken(signer, { ...accessTokens, lifetime }, facts);
  return { accessToken, refreshToken: handRefreshToken(ctx, session, refreshToken), tokenType: 'Bearer', expiresIn: lifetime, session };
}
