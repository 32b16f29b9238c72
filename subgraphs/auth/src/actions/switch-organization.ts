import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
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
  if (mfaRequired && session.aal < 2) throw AuthErrors.MFA_REQUIRED().at('organizationId');
  const { deviceName, authMethods, authenticatedAt } = session;
  return startSession(ctx, { userId: account.id, organizationId }, { deviceName, authMethods, authenticatedAt });
}
