import type { Actor } from '../auth/index.js';

/** What `@policy` may name. A policy is a question about who asks that neither a login nor a scope answers. */
const policies: Readonly<Record<string, (actor: Actor) => boolean>> = {
  'member:employee': ({ memberKind }) => memberKind === 'EMPLOYEE',
  'member:client': ({ memberKind }) => memberKind === 'CLIENT',
  'member:supplier': ({ memberKind }) => memberKind === 'SUPPLIER',
  'member:partner': ({ memberKind }) => memberKind === 'PARTNER',
  platform: ({ isPlatform }) => isPlatform,
};

export const holdsPolicy = (actor: Actor, policy: string): boolean => policies[policy]?.(actor) ?? false;

/** The named policies that nobody could ever hold, because there are none of that name. */
export const unknownPolicies = (named: Iterable<string>): string[] => [...named].filter((policy) => !Object.hasOwn(policies, policy));
