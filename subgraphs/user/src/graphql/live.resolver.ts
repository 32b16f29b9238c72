import type { EventRecord } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { liveFacts } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { UserContext } from '../context.js';
import { findUser } from '../queries/find-user.js';
import { InvitationType } from './invitation.type.js';
import { invitationChanges, memberChanges } from './live.enums.js';
import { InvitationEventFilterInput, InvitationEventType, MemberEventFilterInput, MemberEventType } from './live.type.js';
import { MembershipType } from './membership.type.js';
import { UserType } from './user.type.js';

const ACTOR = { nullable: true, description: 'Who did it; null where it was no person, or one that you may not see.' };

@Resolver(() => MemberEventType)
export class MemberEventResolver {
  @Directive('@tenantScoped(argument: "organizationId")')
  @Directive('@requiresScopes(scopes: [["org:members:read"], ["platform:orgs:read"]])')
  @Subscription(() => MemberEventType, { description: 'Each change of who belongs to an organization, and of what they may do there.' })
  memberChanged(
    @Arg('organizationId', () => ID, { description: 'Whose members.' }) _organizationId: string,
    @Arg('filter', () => MemberEventFilterInput, { nullable: true }) _filter: MemberEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { membershipId, userId, status, kind, roleKeys } = event.payload as MemberEventType;
    return { ...factsOf(event), change: memberChanges.kindOf(event), membershipId, userId, status, kind, roleKeys };
  }

  @FieldResolver(() => MembershipType, {
    nullable: true,
    description: 'The membership as it is now, which may be later than the change; null where you may not see it.',
  })
  membership(@Root() { membershipId }: MemberEventType, @Ctx() { loaders }: UserContext) {
    return loaders.membershipById.load(membershipId);
  }

  @FieldResolver(() => UserType, ACTOR)
  actor(@Root() { actorId }: MemberEventType, @Ctx() ctx: UserContext) {
    return actorId && findUser(ctx, actorId);
  }
}

@Resolver(() => InvitationEventType)
export class InvitationEventResolver {
  @Directive('@tenantScoped(argument: "organizationId")')
  @Directive('@requiresScopes(scopes: [["org:members:write"], ["platform:orgs:read"]])')
  @Subscription(() => InvitationEventType, { description: 'Each change of the invitations of an organization.' })
  invitationChanged(
    @Arg('organizationId', () => ID, { description: 'Whose invitations.' }) _organizationId: string,
    @Arg('filter', () => InvitationEventFilterInput, { nullable: true }) _filter: InvitationEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { invitationId, email, status, kind, roleKeys } = event.payload as InvitationEventType;
    return { ...factsOf(event), change: invitationChanges.kindOf(event), invitationId, email, status, kind, roleKeys };
  }

  @FieldResolver(() => InvitationType, {
    nullable: true,
    description: 'The invitation as it is now, which may be later than the change; null where you may not see it.',
  })
  invitation(@Root() { invitationId }: InvitationEventType, @Ctx() { loaders }: UserContext) {
    return loaders.invitationById.load(invitationId);
  }

  @FieldResolver(() => UserType, ACTOR)
  actor(@Root() { actorId }: InvitationEventType, @Ctx() ctx: UserContext) {
    return actorId && findUser(ctx, actorId);
  }
}

function factsOf(event: EventRecord) {
  const { occurredAt, actor } = liveFacts(event);
  return { occurredAt, actorId: actor?.id ?? null };
}
