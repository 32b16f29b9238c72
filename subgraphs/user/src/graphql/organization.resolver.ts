import { CommonErrors } from '@supergraph/kernel/errors';
import { Args, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { UserContext } from '../context.js';
import { seesOrganization } from '../domain/visibility.js';
import { listContacts, listEmployees } from '../queries/list-directory.js';
import { listInvitations } from '../queries/list-invitations.js';
import { checkMembersOf, countMembers, listMembers } from '../queries/list-members.js';
import { InvitationsArgs } from './invitation.inputs.js';
import { InvitationConnectionType } from './invitation.type.js';
import { MembershipConnectionType, MembershipType } from './membership.type.js';
import { OrganizationType } from './organization.type.js';
import { RoleType } from './role.type.js';
import { ContactsArgs, EmployeesArgs, MembersArgs } from './user.inputs.js';
import { UserType } from './user.type.js';

const SEES_MEMBERS = '@requiresScopes(scopes: [["org:members:read"], ["platform:orgs:read"]])';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@tenantScoped')
  @Directive('@requiresModule(key: "hr")')
  @Directive(SEES_MEMBERS)
  @Directive('@policy(policies: [["member:employee"], ["platform"]])')
  @FieldResolver(() => MembershipConnectionType, {
    nullable: true,
    description: 'Its staff directory, for its employees: who works for it and has access, newest first.',
  })
  employees(@Root() { id }: OrganizationType, @Args(() => EmployeesArgs) { query, first, after }: EmployeesArgs, @Ctx() ctx: UserContext) {
    return listEmployees(ctx, { organizationId: id, query, page: { first, after } });
  }

  @Directive('@tenantScoped')
  @Directive('@requiresModule(key: "contact")')
  @Directive(SEES_MEMBERS)
  @FieldResolver(() => MembershipConnectionType, {
    nullable: true,
    description: 'Its address book: clients, suppliers and partners who have access, newest first.',
  })
  contacts(
    @Root() { id }: OrganizationType,
    @Args(() => ContactsArgs) { kind, query, first, after }: ContactsArgs,
    @Ctx() ctx: UserContext,
  ) {
    return listContacts(ctx, kind ?? null, { organizationId: id, query, page: { first, after } });
  }

  @Directive('@tenantScoped')
  @Directive(SEES_MEMBERS)
  @FieldResolver(() => MembershipConnectionType, { description: 'Who belongs to it, newest first.' })
  members(@Root() { id }: OrganizationType, @Args(() => MembersArgs) { filter, first, after }: MembersArgs, @Ctx() ctx: UserContext) {
    return listMembers(ctx, { organizationId: id, filter: filter ?? {}, page: { first, after } });
  }

  @Directive('@tenantScoped')
  @Directive(SEES_MEMBERS)
  @Directive('@cost(weight: 5)')
  @FieldResolver(() => Int, { description: 'How many people belong to it: all but those who were removed.' })
  memberCount(@Root() { id }: OrganizationType, @Ctx() ctx: UserContext) {
    return countMembers(ctx, id);
  }

  @Directive('@tenantScoped')
  @FieldResolver(() => MembershipType, { nullable: true, description: 'Your own membership; null where you have none.' })
  viewerMembership(@Root() { id }: OrganizationType, @Ctx() { loaders }: UserContext) {
    return loaders.ownMembershipByOrganizationId.load(id);
  }

  @Directive('@tenantScoped')
  @Directive('@requiresScopes(scopes: [["org:members:write"], ["platform:orgs:read"]])')
  @FieldResolver(() => InvitationConnectionType, { description: 'Whom it has invited, newest first.' })
  invitations(
    @Root() { id }: OrganizationType,
    @Args(() => InvitationsArgs) { status, first, after }: InvitationsArgs,
    @Ctx() ctx: UserContext,
  ) {
    return listInvitations(ctx, { organizationId: id, status: status ?? null, page: { first, after } });
  }

  @Directive('@tenantScoped')
  @FieldResolver(() => [RoleType], { description: 'The roles that members can have here: the built-in ones and its own.' })
  roles(@Root() { id }: OrganizationType, @Ctx() { actor, loaders }: UserContext) {
    if (!seesOrganization(actor, id)) throw CommonErrors.FORBIDDEN();
    return loaders.rolesByOrganizationId.load(id);
  }

  @Directive('@tenantScoped')
  @Directive(SEES_MEMBERS)
  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The active owner of longest standing. Null while a sign-up is being provisioned: the owner comes a moment after it.',
  })
  async owner(@Root() { id }: OrganizationType, @Ctx() ctx: UserContext) {
    checkMembersOf(ctx, id);
    const ownerId = await ctx.loaders.ownerIdByOrganizationId.load(id);
    return ownerId ? ctx.loaders.userById.load(ownerId) : null;
  }
}
