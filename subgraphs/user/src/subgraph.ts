import { isUuid } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { expireInvitations } from './actions/expire-invitations.js';
import { sendInvitations } from './actions/send-invitations.js';
import { config } from './config.js';
import { changeEmail } from './consumers/change-email.js';
import { createOwnerOfNewOrganization } from './consumers/create-owner-of-new-organization.js';
import { recordActivityOfMembers } from './consumers/record-activity-of-members.js';
import { removeMembershipsOfReleasedOrganization } from './consumers/remove-memberships-of-released-organization.js';
import { loaders, services, type UserContext } from './context.js';
import { Invitation } from './domain/invitation.entity.js';
import { Membership } from './domain/membership.entity.js';
import { MembershipRole } from './domain/membership-role.entity.js';
import { ReleasedOrganization } from './domain/released-organization.entity.js';
import { Role } from './domain/role.entity.js';
import { User } from './domain/user.entity.js';
import { seesOrganization } from './domain/visibility.js';
import { InvitationResolver } from './graphql/invitation.resolver.js';
import { InvitationFieldsResolver, InvitationPreviewResolver } from './graphql/invitation-fields.resolver.js';
import { InvitationEventResolver, MemberEventResolver } from './graphql/live.resolver.js';
import { MembershipResolver } from './graphql/membership.resolver.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { RegistrationResolver } from './graphql/registration.resolver.js';
import { RoleResolver } from './graphql/role.resolver.js';
import { subscriptions } from './graphql/subscriptions.js';
import { UserResolver } from './graphql/user.resolver.js';
import { migrations } from './migrations/index.js';
import { findUser } from './queries/find-user.js';
import { facts } from './queries/member-facts.js';

export const userSubgraph = createSubgraph({
  name: 'user',
  config,
  entities: [User, Membership, MembershipRole, Role, ReleasedOrganization, Invitation],
  migrations,
  resolvers: [
    UserResolver,
    MembershipResolver,
    RoleResolver,
    OrganizationResolver,
    InvitationResolver,
    InvitationFieldsResolver,
    InvitationPreviewResolver,
    RegistrationResolver,
    MemberEventResolver,
    InvitationEventResolver,
  ],
  open: {
    'Query.permissions': 'The catalogue is the same for everybody, like the documentation.',
    'Query.invitationByToken': 'whoever was invited may have no account yet; the token, which came by mail, says who it is',
    'Mutation.invitationDecline': 'whoever was invited may have no account yet; the token, which came by mail, says who it is',
  },
  subscriptions,
  services,
  closeServices: ({ mailer }) => mailer.close(),
  loaders,
  references: {
    User: ({ id }, ctx: UserContext) => findUser(ctx, id),
    Membership: ({ id }, { loaders }: UserContext) => loaders.membershipById.load(id),
    Role: ({ id }, { loaders }: UserContext) => loaders.roleById.load(id),
    Invitation: ({ id }, { loaders }: UserContext) => loaders.invitationById.load(id),
    Organization: ({ id }, { actor }: UserContext) => (isUuid(id) && seesOrganization(actor, id) ? { id } : null),
  },
  facts,
  consumers: [createOwnerOfNewOrganization, removeMembershipsOfReleasedOrganization, recordActivityOfMembers, changeEmail],
  jobs: [
    { name: 'expire-invitations', every: 30_000, run: expireInvitations },
    { name: 'send-invitations', every: 1_000, run: sendInvitations },
  ],
});
