import { LiveEventType } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { InvitationChange, MemberChange } from './live.enums.js';
import { InvitationStatus, MemberKind, MembershipStatus } from './user.enums.js';

@ObjectType()
abstract class UserLiveEventType extends LiveEventType {
  readonly actorId!: string | null;

  @Field(() => MemberKind, { description: 'What the person is, or is to become, to the organization.' })
  readonly kind!: MemberKind;

  @Field(() => [String], { description: 'Keys of the roles after the change.' })
  readonly roleKeys!: string[];
}

@Directive('@tenantScoped')
@ObjectType('MemberEvent', { description: 'A change of who belongs to an organization, or of what somebody may do there.' })
export class MemberEventType extends UserLiveEventType {
  @Field(() => MemberChange, { description: 'What became of the membership.' })
  readonly change!: MemberChange;

  @Field(() => ID, { description: 'Id of the membership: the key of your cache, without reading it.' })
  readonly membershipId!: string;

  @Field(() => ID, { description: 'Who it is.' })
  readonly userId!: string;

  @Field(() => MembershipStatus, { description: 'Whether it counted after the change.' })
  readonly status!: MembershipStatus;
}

@Directive('@tenantScoped')
@ObjectType('InvitationEvent', { description: 'A change of an invitation to an organization.' })
export class InvitationEventType extends UserLiveEventType {
  @Field(() => InvitationChange, { description: 'What became of it.' })
  readonly change!: InvitationChange;

  @Field(() => ID, { description: 'Id of the invitation: the key of your cache, without reading it.' })
  readonly invitationId!: string;

  @Field(() => String, { description: 'Whom it is for, in lower case.' })
  readonly email!: string;

  @Field(() => InvitationStatus, { description: 'Where it stood after the change.' })
  readonly status!: InvitationStatus;
}

@InputType('MemberEventFilter', { description: 'Narrows the changes of members; conditions are joined by and.' })
export class MemberEventFilterInput {
  @Field(() => [MemberChange], { nullable: true, description: 'Any of these.' })
  changes?: MemberChange[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of any of these people.' })
  userIds?: string[] | null;

  @Field(() => [MembershipStatus], { nullable: true, description: 'Any of these after the change.' })
  statuses?: MembershipStatus[] | null;
}

@InputType('InvitationEventFilter', { description: 'Narrows the changes of invitations; conditions are joined by and.' })
export class InvitationEventFilterInput {
  @Field(() => [InvitationChange], { nullable: true, description: 'Any of these.' })
  changes?: InvitationChange[] | null;

  @Field(() => [InvitationStatus], { nullable: true, description: 'Any of these after the change.' })
  statuses?: InvitationStatus[] | null;
}
