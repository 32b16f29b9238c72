import type { Actor } from '@supergraph/kernel/auth';

/** Is that very person. */
export const isSelf = (actor: Actor, userId: string): boolean => actor.kind === 'user' && actor.subject === userId;

/** Our own processes, where they ask in the course of something that was decided already. */
export const isOurs = ({ kind }: Actor): boolean => kind === 'service' || kind === 'system';

/** Works for the platform and may know everybody. */
export const seesEverybody = (actor: Actor): boolean => actor.isPlatform && actor.can('platform:users:read');

/** Looks after the people of the organization that the request is in. */
export const administersMembers = (actor: Actor): boolean => actor.organizationId !== null && actor.can('org:members:write');

/** May know that an organization exists, and what it says to all of its members. */
export const seesOrganization = (actor: Actor, organizationId: string): boolean =>
  actor.isPlatform || actor.organizationId === organizationId || (isOurs(actor) && actor.organizationId === null);
