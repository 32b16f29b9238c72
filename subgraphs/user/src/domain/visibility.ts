import type { Actor } from '@supergraph/kernel/auth';

/** Our own processes, where they act for no organization in particular. */
const isOurs = ({ kind, organizationId }: Actor) => (kind === 'service' || kind === 'system') && organizationId === null;

/** May know every person on the platform, with e-mail addresses. */
export const seesEveryUser = (actor: Actor): boolean => isOurs(actor) || actor.can('platform:users:read');

/** May know the e-mail addresses of those whose membership it sees. */
export const seesEmails = (actor: Actor): boolean => seesEveryUser(actor) || actor.can('org:members:read');

/** May know every membership on the platform. */
export const seesEveryMembership = (actor: Actor): boolean => seesEveryUser(actor) || actor.can('platform:orgs:read');

/** May know that an organization exists, and what it says to all of its members. */
export const seesOrganization = (actor: Actor, organizationId: string): boolean =>
  isOurs(actor) || actor.isPlatform || actor.organizationId === organizationId;

/** May know who belongs to an organization. */
export const seesMembersOf = (actor: Actor, organizationId: string): boolean =>
  seesEveryMembership(actor) || (actor.organizationId === organizationId && actor.can('org:members:read'));

/** May know whom an organization has invited. */
export const seesInvitationsOf = (actor: Actor, organizationId: string): boolean =>
  seesEveryMembership(actor) || (actor.organizationId === organizationId && actor.can('org:members:write'));

/** Is that very person. */
export const isSelf = (actor: Actor, userId: string): boolean => actor.kind === 'user' && actor.subject === userId;
