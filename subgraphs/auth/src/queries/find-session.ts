import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';
import { administersMembers, isOurs, isSelf, seesEverybody } from '../domain/visibility.js';

/**
 * A session, for the person it belongs to, for who looks after the members of its organization, for platform staff that may read
 * people, and for siblings; null for everybody else.
 */
export async function findSession({ loaders, actor }: AuthContext, id: string): Promise<Session | null> {
  const session = await loaders.sessionById.load(id);
  if (!session) return null;
  const isOfTheirs = administersMembers(actor) && session.organizationId === actor.organizationId;
  return isSelf(actor, session.userId) || isOfTheirs || isOurs(actor) || seesEverybody(actor) ? session : null;
}
