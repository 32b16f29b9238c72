import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';

/** A session, for the person it belongs to, for platform staff that may read people, and for siblings; null for everybody else. */
export async function findSession({ loaders, actor }: AuthContext, id: string): Promise<Session | null> {
  const session = await loaders.sessionById.load(id);
  const isTheirs = actor.kind === 'user' && session?.userId === actor.subject;
  const isOurs = actor.kind === 'service' || actor.kind === 'system';
  const isStaff = actor.isPlatform && actor.can('platform:users:read');
  return isTheirs || isOurs || isStaff ? session : null;
}
