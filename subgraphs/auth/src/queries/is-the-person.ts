import { isUuid } from '@supergraph/kernel/db';
import type { AuthContext } from '../context.js';
import { isSelf } from '../domain/visibility.js';
import { isVouchedFor } from '../domain/vouched-for.js';

/** Is that very person, and not somebody whom an organization's provider has called so: what is theirs elsewhere is for their eyes. */
export async function isThePerson({ actor, loaders }: AuthContext, userId: string): Promise<boolean> {
  if (!isSelf(actor, userId)) return false;
  const session = isUuid(actor.sessionId) ? await loaders.sessionById.load(actor.sessionId as string) : null;
  return session === null || !isVouchedFor(session);
}
