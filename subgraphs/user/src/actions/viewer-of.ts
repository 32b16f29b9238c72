import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { UserErrors } from '../domain/user.errors.js';

/**
 * The person who asks.
 *
 * @throws CommonErrors.FORBIDDEN for programs, who are nobody's guests.
 */
export function viewerOf({ actor }: UserContext): string {
  if (actor.kind !== 'user' || !actor.subject) throw CommonErrors.FORBIDDEN();
  return actor.subject;
}

/**
 * The same for what is the person's wherever they are: whoever runs an organization's provider is not to decide it for its members.
 *
 * @throws CommonErrors.FORBIDDEN; UserErrors.OWN_LOGIN_REQUIRED where the organization alone has said who it is.
 */
export function personOf(ctx: UserContext): string {
  const userId = viewerOf(ctx);
  if (ctx.actor.isVouchedFor) throw UserErrors.OWN_LOGIN_REQUIRED();
  return userId;
}
