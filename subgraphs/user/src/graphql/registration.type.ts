import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { RedeemedMembership, RedeemInvitation } from '../actions/redeem-invitation.js';
import type { RegistrationInvitation } from '../queries/find-invitee.js';
import { MemberKind, MembershipStatus } from './user.enums.js';
import { UserErrorType } from './user.payloads.js';

@Directive('@inaccessible')
@ObjectType('RegistrationInvitation', { description: 'Internal: an invitation that an account is to be made by.' })
export class RegistrationInvitationType implements RegistrationInvitation {
  @Field(() => ID)
  readonly invitationId!: string;

  @Field(() => ID, { description: 'Where to.' })
  readonly organizationId!: string;

  @Field(() => String, { description: 'Whom it is for, in lower case.' })
  readonly email!: string;

  @Field(() => Boolean, { description: 'Somebody else has that address.' })
  readonly hasAccount!: boolean;
}

@Directive('@inaccessible')
@InputType('InvitationRedeemInput', { description: 'Internal: who comes by an invitation, and was not known before.' })
export class InvitationRedeemInput implements RedeemInvitation {
  @Field(() => String, { description: 'From the mail.' })
  token!: string;

  @Field(() => ID, { description: 'Of the account that is being made.' })
  userId!: string;

  @Field(() => String, { description: '1 to 200 characters.' })
  displayName!: string;

  @Field(() => String, { nullable: true, description: 'Up to 100 characters.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 100 characters.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: '3 to 30 letters, digits and single dots, hyphens and underscores.' })
  username?: string | null;
}

@Directive('@inaccessible')
@ObjectType('RedeemedMembership', { description: 'Internal: what membership.created.v1 tells of a membership.' })
export class RedeemedMembershipType implements RedeemedMembership {
  @Field(() => ID)
  readonly membershipId!: string;

  @Field(() => ID)
  readonly organizationId!: string;

  @Field(() => ID)
  readonly userId!: string;

  @Field(() => MembershipStatus)
  readonly status!: MembershipStatus;

  @Field(() => MemberKind)
  readonly kind!: MemberKind;

  @Field(() => [String])
  readonly roleKeys!: string[];

  @Field(() => [String])
  readonly permissions!: string[];
}

@Directive('@inaccessible')
@ObjectType('InvitationRedeemPayload', { description: 'Internal: the membership as it is now, or why there is none.' })
export class InvitationRedeemPayload {
  @Field(() => RedeemedMembershipType, { nullable: true, description: 'The membership as it is now; null where nothing changed.' })
  readonly membership?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
