import { LockMode } from '@mikro-orm/core';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { endSessions } from './end-sessions.js';

/** What user says of a person; somebody whose address is not confirmed yet may log in. */
export type UserStatus = 'ACTIVE' | 'DISABLED' | 'PENDING_VERIFICATION' | 'DELETED';

const CLOSED: readonly UserStatus[] = ['DISABLED', 'DELETED'];

/**
 * Whether somebody may log in, as user has it. Who may not loses every session, those in which others act as them or they as others
 * among them. Keys of machines are their organizations', and live on. Call it in a transaction.
 */
export async function recordUserStatus(ctx: AuthContext, userId: string, status: UserStatus): Promise<void> {
  const account = await ctx.em.findOne(Account, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!account) return;
  const isClosed = CLOSED.includes(status);
  account.status = isClosed ? AccountStatus.DISABLED : AccountStatus.ACTIVE;
  // Before the sessions: a login at this moment has its session already, or sees this.
  await ctx.em.flush();
  if (!isClosed) return;
  await endSessions(ctx, { userId }, SessionEndReason.USER_DISABLED);
  await endSessions(ctx, { impersonatorId: userId }, SessionEndReason.USER_DISABLED);
  await ctx.em.flush();
}
