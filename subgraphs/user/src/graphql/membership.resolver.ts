import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { updateMembership } from '../actions/update-membership.js';
import type { UserContext } from '../context.js';
import type { Membership } from '../domain/membership.entity.js';
import { permissionsOf } from '../domain/role.entity.js';
import { findUser } from '../queries/find-user.js';
import { MembershipType } from './membership.type.js';
import { OrganizationType } from './organization.type.js';
import { RoleType } from './role.type.js';
import { MembershipUpdateInput } from './user.inputs.js';
import { MembershipPayload } from './user.payloads.js';
import { UserType } from './user.type.js';

@Resolver(() => MembershipType)
export class MembershipResolver {
  @Directive('@tenantScoped')
  @Directive('@requiresScopes(scopes: [["org:members:write"]])')
  @Mutation(() => MembershipPayload, {
    description:
      'Changes what somebody is in your organization. Changing roles takes all that these roles allow. Your own roles are for others to change, and the last active owner stays one.',
  })
  membershipUpdate(@Arg('input', () => MembershipUpdateInput) input: MembershipUpdateInput, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ membership: await updateMembership(ctx, input) }));
  }

  @FieldResolver(() => UserType, { description: 'Who it is.' })
  user(@Root() { userId }: Membership, @Ctx() { loaders }: UserContext) {
    // Whoever sees the membership may see the person, so nothing is left to check.
    return loaders.userById.load(userId);
  }

  @FieldResolver(() => OrganizationType, {
    nullable: true,
    description: 'Where; null for an organization that the request does not act in.',
  })
  organization(@Root() { organizationId }: Membership): OrganizationType {
    return { id: organizationId };
  }

  @Directive('@listSize(assumedSize: 3)')
  @FieldResolver(() => [RoleType], { description: 'The roles that the person holds there.' })
  roles(@Root() membership: Membership, @Ctx() { loaders }: UserContext) {
    return loaders.rolesOfMembership.load(membership);
  }

  @FieldResolver(() => [String], { description: 'All that the roles together allow.' })
  async permissions(@Root() membership: Membership, @Ctx() { loaders }: UserContext) {
    return permissionsOf(await loaders.rolesOfMembership.load(membership));
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Who invited the person; null for a founder, or where you may not see them.',
  })
  invitedBy(@Root() { invitedById }: Membership, @Ctx() ctx: UserContext) {
    return invitedById ? findUser(ctx, invitedById) : null;
  }
}
