import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';

/**
 * The person who asks.
 *
 * @throws CommonErrors.FORBIDDEN for programs, who are nobody's guests.
 */
export function viewerOf({ actor }: UserContext): string {
  if (actor.kind !== 'user' || !actor.subject) throw CommonErrors.FORBIDDEN();
  return actor.subject;
}
