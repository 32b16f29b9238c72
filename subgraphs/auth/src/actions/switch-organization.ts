import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';
import { assuranceOf, type Session } from '../domain/session.entity.js';
import { findPolicy } from '../queries/find-policy.js';
import type { IssuedTokens } from './issue-tokens.js';
import { ownAccount } from './own-account.js';
import { startSession } from './start-session.js';

/**
 * Starts a session in another organization of the viewer's, as sure of them as this one is and proved when this one was. This one goes
 * on: each organization lives at a host of its own.
 *
 * @throws AuthErrors.MFA_REQUIRED where the organization asks for more than this session has proved, and what startSession throws;
 *   CommonErrors.UNAUTHENTICATED, FORBIDDEN for who acts as somebody else.
 */
export async function switchOrganization(request: AuthContext, organizationId: string): Promise<IssuedTokens> {
  const { ctx, account, session } = await ownAccount(request);
  if (organizationId === session.organizationId) throw CommonErrors.INVALID('You are there already').at('organizationId');
  const { mfaRequired } = await findPolicy(ctx, organizationId);
  const { aal, ...entrance } = carriedOver(session);
  if (mfaRequired && aal < 2) throw AuthErrors.MFA_REQUIRED().at('organizationId');
  return startSession(ctx, { userId: account.id, organizationId }, entrance);
}

/** What an organization's provider has said counts in that organization alone; what the person has proved goes with them. */
function carriedOver({ deviceName, authMethods, authenticatedAt, aal, providerId }: Session) {
  if (!isOrganizationsProvider(providerId)) return { deviceName, authMethods, authenticatedAt, aal, providerId };
  const own = authMethods.filter((method) => method !== 'fed');
  return { deviceName, authMethods: own, authenticatedAt, aal: assuranceOf(own), providerId: null };
}
