import { connectionType, DateTime, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { SignUp } from '../domain/sign-up.entity.js';
import { SignUpState } from './auth.enums.js';

@ObjectType('SignUp', { description: 'A sign-up as operators see it.' })
export class SignUpType implements Pick<SignUp, 'id' | 'state' | 'subdomain' | 'email' | 'createdAt' | 'error'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => SignUpState, { description: 'How far it is.' })
  readonly state!: SignUpState;

  @Field(() => String, { description: 'The subdomain that was asked for.' })
  readonly subdomain!: string;

  @Field(() => String, { description: "The owner's." })
  readonly email!: string;

  @Field(() => DateTime, { description: 'When it began.' })
  readonly createdAt!: Date;

  @Field(() => String, { nullable: true, description: 'Code of the reason it failed for.' })
  readonly error!: string | null;
}

export const SignUpConnectionType = connectionType('SignUp', () => SignUpType, { totalCount: true });

@ArgsType()
export class SignUpsArgs extends pageArgsType() {
  @Field(() => SignUpState, { nullable: true, description: 'Only those in this state.' })
  state?: SignUpState | null;
}
