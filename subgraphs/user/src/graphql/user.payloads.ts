import { userErrorTypes } from '@supergraph/kernel/graphql';
import { Field, ObjectType } from 'type-graphql';
import { UserErrors } from '../domain/user.errors.js';
import { MembershipType } from './membership.type.js';
import { RoleType } from './role.type.js';
import { UserType } from './user.type.js';

export const { UserErrorType } = userErrorTypes(Object.keys(UserErrors));

@ObjectType('UserPayload', { description: 'The person as they are now, or why nothing changed.' })
export class UserPayload {
  @Field(() => UserType, { description: 'The person as they are now; null where nothing changed.', nullable: true })
  readonly user?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('MembershipPayload', { description: 'The membership as it is now, or why nothing changed.' })
export class MembershipPayload {
  @Field(() => MembershipType, { description: 'The membership as it is now; null where nothing changed.', nullable: true })
  readonly membership?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('RolePayload', { description: 'The role as it is now, or why nothing changed.' })
export class RolePayload {
  @Field(() => RoleType, { description: 'The role as it is now, or was last; null where nothing changed.', nullable: true })
  readonly role?: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
