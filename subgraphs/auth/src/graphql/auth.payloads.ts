import { DateTime, mutationPayload, userErrorTypes } from '@supergraph/kernel/graphql';
import { createUnionType, Directive, Field, ObjectType } from 'type-graphql';
import type { LoginResult, OrganizationChoice } from '../actions/enter.js';
import type { IssuedTokens } from '../actions/issue-tokens.js';
import { AuthErrors, REDEMPTION_CODES, RESERVATION_CODES } from '../domain/auth.errors.js';
import { OrganizationType } from './foreign.types.js';
import { MfaChallengeType } from './mfa.type.js';
import { TokenPairType } from './session.type.js';

export const { UserErrorType } = userErrorTypes([...Object.keys(AuthErrors), ...RESERVATION_CODES, ...REDEMPTION_CODES]);

const SHOWN_AT_ONCE = '@provides(fields: "name slug status")';

@ObjectType('OrganizationChoice', {
  description: 'Several organizations are open to the person: choose one with `loginSelectOrganization`.',
})
export class OrganizationChoiceType implements OrganizationChoice {
  @Field(() => String, { description: 'Good for `loginSelectOrganization` only.' })
  readonly loginToken!: string;

  @Directive(SHOWN_AT_ONCE)
  @Field(() => [OrganizationType], { description: 'Those that can be chosen, by name.' })
  readonly organizations!: OrganizationChoice['organizations'];

  @Field(() => DateTime, { description: 'When the login token expires.' })
  readonly expiresAt!: Date;
}

function kindOf(outcome: LoginResult): string {
  if ('loginToken' in outcome) return 'OrganizationChoice';
  return 'challengeToken' in outcome ? 'MfaChallenge' : 'TokenPair';
}

export const LoginOutcome = createUnionType({
  name: 'LoginOutcome',
  description: 'Where a right password leads. More kinds will come: treat an unknown one as a step that the client cannot take.',
  types: () => [TokenPairType, OrganizationChoiceType, MfaChallengeType] as const,
  resolveType: kindOf,
});

@ObjectType('LoginPayload', { description: 'What a login led to, or why it was refused.' })
export class LoginPayload {
  @Field(() => LoginOutcome, { description: 'What the login led to; null where it was refused.', nullable: true })
  readonly outcome?: LoginResult | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('TokenPayload', { description: 'New tokens, or why there are none.' })
export class TokenPayload {
  @Field(() => TokenPairType, { description: 'The new tokens; null where they were refused.', nullable: true })
  readonly tokens?: IssuedTokens | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('SimplePayload', { description: 'Whether it worked.' })
export class SimplePayload {
  @Field(() => Boolean, { description: 'Whether it worked.' })
  readonly ok!: boolean;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

/** A mutation that has nothing to answer but that it worked. */
export const done = (work: () => Promise<unknown>) => mutationPayload(() => work().then(() => ({ ok: true })), { ok: false });

@ObjectType('OrganizationSignUpPayload', { description: 'The new organization, or why there is none.' })
export class OrganizationSignUpPayload {
  @Directive(SHOWN_AT_ONCE)
  @Field(() => OrganizationType, {
    nullable: true,
    description:
      'ACTIVE when it is ready, PROVISIONING when that takes longer: send the same input with the same key again, or log in a little later.',
  })
  readonly organization?: object | null;

  @Field(() => TokenPairType, {
    nullable: true,
    description: "The owner's first session; null until the organization is ready, and where a repeat comes with another password.",
  })
  readonly tokens?: IssuedTokens | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
