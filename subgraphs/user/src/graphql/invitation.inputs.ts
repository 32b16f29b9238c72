import { Json, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { InvitationValues } from '../domain/invitation-input.js';
import { InvitationStatus, MemberKind } from './user.enums.js';

@InputType('InvitationCreateInput', { description: 'Whom to invite, and to what.' })
export class InvitationCreateInput implements InvitationValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => String, { description: 'Nobody else can accept it.' })
  email!: string;

  @Field(() => [String], { description: 'Roles of the organization, 1 to 20; none that may do more than you.' })
  roleKeys!: string[];

  @Field(() => MemberKind, { defaultValue: MemberKind.EMPLOYEE, description: 'What the person is to become to the organization.' })
  kind!: MemberKind;

  @Field(() => [String], { nullable: true, description: 'Modules of the organization that the person is wanted for: a note, no more.' })
  moduleKeys?: string[] | null;

  @Field(() => Int, { defaultValue: 168, description: 'Good for so long: 1 to 720 hours.' })
  expiresInHours!: number;

  @Field(() => Json, { nullable: true, description: 'A JSON object of up to 4096 bytes, for your own use.' })
  metadata?: Record<string, unknown> | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Revokes an open invitation to the same address, instead of refusing with ALREADY_INVITED.',
  })
  replacePending!: boolean;
}

@InputType('InvitationAcceptInput', { description: 'The invitation to accept.' })
export class InvitationAcceptInput {
  @Field(() => String, { description: 'From the mail.' })
  token!: string;
}

@ArgsType()
export class InvitationsArgs extends pageArgsType() {
  @Field(() => [InvitationStatus], {
    nullable: true,
    defaultValue: [InvitationStatus.PENDING],
    description: 'Any of these; null for all.',
  })
  status?: InvitationStatus[] | null;
}
