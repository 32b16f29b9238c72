import type { Context } from '@supergraph/kernel/context';
import { byKey, childConnections, NO_ORGANIZATION } from '@supergraph/kernel/db';
import type { Logger } from '@supergraph/kernel/logger';
import { type Mailer, mailerOf } from '@supergraph/kernel/mail';
import type { UserConfig } from './config.js';
import { Invitation } from './domain/invitation.entity.js';
import { InvitationTokens } from './domain/invitation-token.js';
import { Membership } from './domain/membership.entity.js';
import { Role } from './domain/role.entity.js';
import { User } from './domain/user.entity.js';
import { seesEveryMembership } from './domain/visibility.js';
import { memberCounts, roleMemberCounts } from './queries/count-members.js';
import { visibleInvitations } from './queries/load-invitations.js';
import { membershipsHere, ownerIds, ownMemberships, visibleMemberships } from './queries/load-memberships.js';
import { rolesOfMemberships, rolesOfOrganizations } from './queries/load-roles.js';

export interface UserServices {
  /** Roles of its own that an organization may have. */
  maxRoles: number;
  /** People that an organization has room for, those with an open invitation among them. */
  maxMembers: number;
  /** Invitations of an organization that may be open at a time. */
  maxInvitations: number;
  /** Invitations that an organization may mail to one address within an hour. */
  mailsPerHour: number;
  invitationTokens: InvitationTokens;
  mailer: Mailer;
  /** Where the links in mails lead. */
  appUrl: string;
}

export const services = ({ config, log }: { config: UserConfig; log: Logger }): UserServices => ({
  maxRoles: config.MAX_ROLES_PER_ORGANIZATION,
  maxMembers: config.MAX_MEMBERS_PER_ORGANIZATION,
  maxInvitations: config.MAX_INVITATIONS_PER_ORGANIZATION,
  mailsPerHour: config.INVITATION_MAILS_PER_HOUR,
  invitationTokens: new InvitationTokens(config.SERVICE_SECRET),
  mailer: mailerOf(config, log),
  appUrl: config.APP_URL.replace(/\/$/, ''),
});

export const loaders = ({ em, actor }: Context) => ({
  /** Whoever it is: ask `findUser` where the request may not know the person yet. */
  userById: byKey(em, User),
  membershipById: visibleMemberships({ em, actor }),
  membershipHere: membershipsHere({ em, actor }),
  membershipPages: childConnections(em, Membership),
  ownMembershipByOrganizationId: ownMemberships({ em, actor }),
  ownerIdByOrganizationId: ownerIds(em),
  memberCounts: memberCounts(em),
  invitationById: visibleInvitations({ em, actor }),
  invitationPages: childConnections(em, Invitation),
  roleById: byKey(em, Role),
  rolesOfMembership: rolesOfMemberships(em),
  rolesByOrganizationId: rolesOfOrganizations(em),
  memberCountByRoleId: roleMemberCounts(em, actor.organizationId ?? (seesEveryMembership(actor) ? null : NO_ORGANIZATION)),
});

export type UserContext = Context<ReturnType<typeof loaders>, UserServices>;
