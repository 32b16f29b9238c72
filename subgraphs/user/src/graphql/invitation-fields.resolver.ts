import { DateTime } from '@supergraph/kernel/graphql';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { UserContext } from '../context.js';
import { type Invitation, InvitationStatus as Status } from '../domain/invitation.entity.js';
import { findUser } from '../queries/find-user.js';
import { findInviterName, findOrganizationName, hasAccount } from '../queries/preview-invitation.js';
import { InvitationPreviewType, InvitationType } from './invitation.type.js';
import { OrganizationType } from './organization.type.js';
import { RoleType } from './role.type.js';
import { InvitationStatus } from './user.enums.js';
import { UserType } from './user.type.js';

@Resolver(() => InvitationType)
export class InvitationFieldsResolver {
  @FieldResolver(() => InvitationStatus, { description: 'Where it stands.' })
  status(@Root() invitation: Invitation) {
    return invitation.statusAt(new Date());
  }

  @FieldResolver(() => OrganizationType, { description: 'Where to.' })
  organization(@Root() { organizationId }: Invitation): OrganizationType {
    return { id: organizationId };
  }

  @Directive('@listSize(assumedSize: 3)')
  @FieldResolver(() => [RoleType], { description: 'The roles that come with it; one that was deleted since is left out.' })
  async roles(@Root() { roleIds }: Invitation, @Ctx() { loaders }: UserContext) {
    const roles = await Promise.all(roleIds.map((id) => loaders.roleById.load(id)));
    return roles.filter((role) => role !== null);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who sent it last; null where you may not see them.' })
  invitedBy(@Root() { invitedById }: Invitation, @Ctx() ctx: UserContext) {
    return findUser(ctx, invitedById);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who accepted it; null where nobody has.' })
  acceptedBy(@Root() { acceptedById }: Invitation, @Ctx() ctx: UserContext) {
    return acceptedById ? findUser(ctx, acceptedById) : null;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When it was accepted; null where it was not.' })
  acceptedAt(@Root() invitation: Invitation) {
    return endedAs(invitation, Status.ACCEPTED);
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When it was declined; null where it was not.' })
  declinedAt(@Root() invitation: Invitation) {
    return endedAs(invitation, Status.DECLINED);
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When it was revoked; null where it was not.' })
  revokedAt(@Root() invitation: Invitation) {
    return endedAs(invitation, Status.REVOKED);
  }
}

const endedAs = ({ status, endedAt }: Invitation, as: Status): Date | null => (status === as ? endedAt : null);

@Resolver(() => InvitationPreviewType)
export class InvitationPreviewResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where to; null, with an error beside it, where that cannot be told right now.',
  })
  organizationName(@Root() { organizationId }: Invitation, @Ctx() ctx: UserContext) {
    return findOrganizationName(ctx, organizationId);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Who invites, by the name to show.' })
  inviterName(@Root() invitation: Invitation, @Ctx() ctx: UserContext) {
    return findInviterName(ctx, invitation);
  }

  @FieldResolver(() => Boolean, { description: 'There is an account with that address already: log in to accept. Otherwise register.' })
  accountExists(@Root() invitation: Invitation, @Ctx() ctx: UserContext) {
    return hasAccount(ctx, invitation);
  }
}
