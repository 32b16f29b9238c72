import { CommonErrors } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import type { Session } from '../domain/session.entity.js';
import { findOwnSession } from '../queries/find-current-session.js';
import { checkFreshLogin, personalSession } from './check-fresh-login.js';

export interface OwnAccount {
  /** Sees every row: what is done with it names the person. */
  ctx: AuthContext;
  account: Account;
  session: Session;
}

/**
 * The viewer's account and the session they are in. Credentials are no organization's, whatever organization the request is in.
 *
 * @throws what personalSession throws.
 */
export const ownAccount = async (request: AuthContext): Promise<OwnAccount> => accountOf(request, await personalSession(request));

/** The same, for whoever is about to prove who they are: that is open to a login that their organization has vouched for. */
export const accountToProve = async (request: AuthContext): Promise<OwnAccount> => accountOf(request, await findOwnSession(request));

/** The same, for sensitive changes. @throws what checkFreshLogin throws. */
export const freshAccount = async (request: AuthContext): Promise<OwnAccount> => accountOf(request, await checkFreshLogin(request));

async function accountOf(request: AuthContext, { id, userId, impersonatorId }: Session): Promise<OwnAccount> {
  if (impersonatorId) throw CommonErrors.FORBIDDEN();
  const ctx = request.acrossOrganizations();
  const account = await ctx.em.findOne(Account, { id: userId, status: AccountStatus.ACTIVE });
  const session = await ctx.loaders.sessionById.load(id);
  if (!account || !session) throw CommonErrors.UNAUTHENTICATED();
  return { ctx, account, session };
}
