import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { PolicyValues } from '../domain/policy-input.js';
import type { Policy } from '../domain/security-policy.entity.js';
import { UserErrorType } from './auth.payloads.js';

@Directive('@tenantScoped')
@ObjectType('SecurityPolicy', { description: 'What an organization asks of those who log in to it.' })
export class SecurityPolicyType implements Omit<Policy, 'organizationId'> {
  @Field(() => Boolean, { description: 'Everybody needs a second factor.' })
  readonly mfaRequired!: boolean;

  @Field(() => Int, { description: 'Minutes after which a session ends that is not used.' })
  readonly sessionIdleMinutes!: number;

  @Field(() => Int, { description: 'Hours after which a session ends, however much it is used.' })
  readonly sessionMaxHours!: number;

  @Field(() => Int, { description: 'Fewest characters of a new password.' })
  readonly passwordMinLength!: number;

  @Field(() => Int, { nullable: true, description: 'Days after which a password must be replaced; null for never.' })
  readonly passwordMaxAgeDays!: number | null;

  @Field(() => [String], { description: 'Where requests may come from, in CIDR notation; empty for anywhere.' })
  readonly allowedIpCidrs!: string[];

  @Field(() => Int, { description: 'Wrong passwords from one source within an hour that block it.' })
  readonly lockoutMaxAttempts!: number;

  @Field(() => Int, { description: 'Minutes that such a block lasts.' })
  readonly lockoutMinutes!: number;

  @Field(() => Boolean, { description: 'Platform staff may act as a member, for support, with a reason and for an hour at most.' })
  readonly allowImpersonation!: boolean;

  @Field(() => Int, { description: 'For `expectedRevision`; 0 where nothing was ever changed.' })
  readonly revision!: number;
}

const LEFT_OUT = 'Left out, it stays; null brings the default back.';

@InputType('SecurityPolicyInput', { description: 'What is to be different. Open sessions are shortened where it is stricter.' })
export class SecurityPolicyInput implements PolicyValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => Boolean, { nullable: true, description: LEFT_OUT })
  mfaRequired?: boolean | null;

  @Field(() => Int, { nullable: true, description: `5 to 43200. ${LEFT_OUT}` })
  sessionIdleMinutes?: number | null;

  @Field(() => Int, { nullable: true, description: `1 to 8760. ${LEFT_OUT}` })
  sessionMaxHours?: number | null;

  @Field(() => Int, { nullable: true, description: `What the platform asks for, up to 64. ${LEFT_OUT}` })
  passwordMinLength?: number | null;

  @Field(() => Int, { nullable: true, description: '1 to 3650. Left out, it stays; null for never.' })
  passwordMaxAgeDays?: number | null;

  @Field(() => [String], { nullable: true, description: `Up to 100 ranges; your own address must be in one of them. ${LEFT_OUT}` })
  allowedIpCidrs?: string[] | null;

  @Field(() => Int, { nullable: true, description: `3 to 10. ${LEFT_OUT}` })
  lockoutMaxAttempts?: number | null;

  @Field(() => Int, { nullable: true, description: `60 to 1440. ${LEFT_OUT}` })
  lockoutMinutes?: number | null;

  @Field(() => Boolean, { nullable: true, description: LEFT_OUT })
  allowImpersonation?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the policy has moved on.' })
  expectedRevision?: number | null;
}

@ObjectType('SecurityPolicyPayload', { description: 'The policy, or why it stays as it is.' })
export class SecurityPolicyPayload {
  @Field(() => SecurityPolicyType, { nullable: true, description: 'The policy as it is now; null where the change was refused.' })
  readonly securityPolicy?: Policy | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
