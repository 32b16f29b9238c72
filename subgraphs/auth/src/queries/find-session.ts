import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';
import { administersMembers, isOurs, isSelf, seesEverybody } from '../domain/visibility.js';
import { isThePerson } from './is-the-person.js';

/**
 * A session, for the person it belongs to, for who looks after the members of its organization, for platform staff that may read
 * people, and for siblings; null for everybody else.
 */
export async function findSession(ctx: AuthContext, id: string): Promise<Session | null> {
  const { loaders, actor } = ctx;
  const session = await loaders.sessionById.load(id);
  if (!session) return null;
  const isOfTheirs = administersMembers(actor) && session.organizationId === actor.organizationId;
  const isHere = isSelf(actor, session.userId) && session.organizationId === actor.organizationId;
  if (isHere || isOfTheirs || isOurs(actor) || seesEverybody(actor)) return session;
  return (await isThePerson(ctx, session.userId)) ? session : null;
}
