import type { Role } from './role.entity.js';

/** The roles that somebody holds, and the ones they are to hold instead. */
export interface RoleChange {
  held: readonly Role[];
  wanted: readonly Role[];
}

const without = (roles: readonly Role[], others: readonly Role[]) => roles.filter(({ id }) => !others.some((other) => other.id === id));

/** The roles that come, and the ones that go. */
export const differenceOf = ({ held, wanted }: RoleChange) => ({ given: without(wanted, held), taken: without(held, wanted) });
