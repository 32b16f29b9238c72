import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';

/**
 * The organization that the request acts in, and so the only one that it changes. Directives have seen to it that there is one,
 * in service, and that the input names no other.
 *
 * @throws CommonErrors.FORBIDDEN
 */
export function organizationOf({ actor }: UserContext): string {
  if (!actor.organizationId) throw CommonErrors.FORBIDDEN();
  return actor.organizationId;
}
