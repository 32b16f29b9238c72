import { isUuid } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { config } from './config.js';
import { createOwnerOfNewOrganization } from './consumers/create-owner-of-new-organization.js';
import { removeMembershipsOfReleasedOrganization } from './consumers/remove-memberships-of-released-organization.js';
import { loaders, services, type UserContext } from './context.js';
import { Membership } from './domain/membership.entity.js';
import { MembershipRole } from './domain/membership-role.entity.js';
import { ReleasedOrganization } from './domain/released-organization.entity.js';
import { Role } from './domain/role.entity.js';
import { User } from './domain/user.entity.js';
import { seesOrganization } from './domain/visibility.js';
import { MembershipResolver } from './graphql/membership.resolver.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { RoleResolver } from './graphql/role.resolver.js';
import { UserResolver } from './graphql/user.resolver.js';
import { migrations } from './migrations/index.js';
import { findUser } from './queries/find-user.js';

export const userSubgraph = createSubgraph({
  name: 'user',
  config,
  entities: [User, Membership, MembershipRole, Role, ReleasedOrganization],
  migrations,
  resolvers: [UserResolver, MembershipResolver, RoleResolver, OrganizationResolver],
  open: { 'Query.permissions': 'The catalogue is the same for everybody, like the documentation.' },
  services,
  loaders,
  references: {
    User: ({ id }, ctx: UserContext) => findUser(ctx, id),
    Membership: ({ id }, { loaders }: UserContext) => loaders.membershipById.load(id),
    Role: ({ id }, { loaders }: UserContext) => loaders.roleById.load(id),
    Organization: ({ id }, { actor }: UserContext) => (isUuid(id) && seesOrganization(actor, id) ? { id } : null),
  },
  consumers: [createOwnerOfNewOrganization, removeMembershipsOfReleasedOrganization],
});
