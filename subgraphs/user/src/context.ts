import type { Context } from '@supergraph/kernel/context';
import { byKey, childConnections, NO_ORGANIZATION } from '@supergraph/kernel/db';
import type { UserConfig } from './config.js';
import { Membership } from './domain/membership.entity.js';
import { Role } from './domain/role.entity.js';
import { User } from './domain/user.entity.js';
import { seesEveryMembership } from './domain/visibility.js';
import { memberCounts, roleMemberCounts } from './queries/count-members.js';
import { membershipsHere, ownerIds, ownMemberships, visibleMemberships } from './queries/load-memberships.js';
import { rolesOfMemberships, rolesOfOrganizations } from './queries/load-roles.js';

export interface UserServices {
  /** Roles of its own that an organization may have. */
  maxRoles: number;
}

export const services = ({ config }: { config: UserConfig }): UserServices => ({ maxRoles: config.MAX_ROLES_PER_ORGANIZATION });

export const loaders = ({ em, actor }: Context) => ({
  /** Whoever it is: ask `findUser` where the request may not know the person yet. */
  userById: byKey(em, User),
  membershipById: visibleMemberships({ em, actor }),
  membershipHere: membershipsHere({ em, actor }),
  membershipPages: childConnections(em, Membership),
  ownMembershipByOrganizationId: ownMemberships({ em, actor }),
  ownerIdByOrganizationId: ownerIds(em),
  memberCounts: memberCounts(em),
  roleById: byKey(em, Role),
  rolesOfMembership: rolesOfMemberships(em),
  rolesByOrganizationId: rolesOfOrganizations(em),
  memberCountByRoleId: roleMemberCounts(em, actor.organizationId ?? (seesEveryMembership(actor) ? null : NO_ORGANIZATION)),
});

export type UserContext = Context<ReturnType<typeof loaders>, UserServices>;
