import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput, plainText } from '@supergraph/kernel/errors';
import { userSessionsRevoked } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { isKnownPerson } from '../queries/is-known-person.js';
import { endSessions } from './end-sessions.js';

const input = z.object({
  userId: z.string(),
  reason: plainText().trim().min(1, 'Why?').max(500, 'A reason has at most 500 characters'),
});

export type UserSessionsRevoke = z.input<typeof input>;

/**
 * Ends a person's sessions, and says why: all of them for platform staff, and those in their organization for its administrators.
 *
 * @returns how many there were.
 * @throws InvalidInputError, CommonErrors.NOT_FOUND
 */
export async function revokeSessionsOfUser(ctx: AuthContext, values: UserSessionsRevoke): Promise<number> {
  const { userId, reason } = parseInput(input, values, []);
  const organizationId = ctx.actor.isPlatform ? null : ctx.actor.organizationId;
  if (!(await isKnownPerson(ctx, userId))) throw CommonErrors.NOT_FOUND('Person').at('userId');
  return inTransaction(ctx.em, async () => {
    const whose = organizationId ? { userId, organizationId } : { userId };
    const count = await endSessions(ctx, whose, SessionEndReason.REVOKED_BY_ADMIN);
    ctx.events.raise(userSessionsRevoked, { userId, organizationId, reason, count });
    await ctx.em.flush();
    return count;
  });
}
