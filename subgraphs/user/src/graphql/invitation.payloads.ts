import { Directive, Field, ObjectType } from 'type-graphql';
import { InvitationPreviewType, InvitationType } from './invitation.type.js';
import { MembershipType } from './membership.type.js';
import { UserErrorType } from './user.payloads.js';
import { UserType } from './user.type.js';

@ObjectType('InvitationPayload', { description: 'The invitation as it is now, or why nothing changed.' })
export class InvitationPayload {
  @Field(() => InvitationType, { description: 'The invitation as it is now; null where nothing changed.', nullable: true })
  readonly invitation?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('InvitationBulkPayload', { description: 'What came of each invitation.' })
export class InvitationBulkPayload {
  @Directive('@listSize(assumedSize: 100)')
  @Field(() => [InvitationPayload], {
    description: 'One for each input, in that order; `field` of an error begins with ["inputs", "<place>"].',
  })
  readonly results!: object[];
}

@ObjectType('InvitationAcceptPayload', { description: 'The new membership, or why nothing changed.' })
export class InvitationAcceptPayload {
  @Field(() => MembershipType, {
    nullable: true,
    description: 'Your place in the organization; null where nothing changed. Log in to that organization to act in it.',
  })
  readonly membership?: object | null;

  @Field(() => UserType, { description: 'You; null where nothing changed.', nullable: true })
  readonly user?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('InvitationDeclinePayload', { description: 'What was declined, or why nothing changed.' })
export class InvitationDeclinePayload {
  @Field(() => InvitationPreviewType, { description: 'What was declined; null where nothing changed.', nullable: true })
  readonly declined?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
