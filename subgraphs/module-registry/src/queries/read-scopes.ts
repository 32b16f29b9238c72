import type { Actor } from '@supergraph/kernel/auth';

/** Any of these lets one read which modules an organization has: as its member, or as platform staff. */
export const READ_SCOPES = ['org:modules:read', 'platform:modules:read', 'platform:orgs:read'] as const;

export const mayReadModules = (actor: Actor) => READ_SCOPES.some((scope) => actor.can(scope));
