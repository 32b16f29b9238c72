import type { AuthContext } from '../context.js';
import { readLoginToken } from '../domain/login-token.js';
import type { IssuedTokens } from './issue-tokens.js';
import { startSession } from './start-session.js';

/** Finishes a login that was left with a choice. @throws what findClaims throws, and for the token what readLoginToken does. */
export function selectOrganization(ctx: AuthContext, loginToken: string, organizationId: string): Promise<IssuedTokens> {
  const { userId, deviceName } = readLoginToken(ctx.services.keys.loginTokens, loginToken);
  // The login token says who, and the choice where: until it is made the caller is in no organization.
  return startSession(ctx.acrossOrganizations(), { userId, organizationId }, deviceName);
}
