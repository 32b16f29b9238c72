import { DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { IdentityProvider } from '../domain/identity-provider.entity.js';
import type { NewProviderValues, ProviderChangeValues } from '../domain/identity-provider-input.js';
import { UserErrorType } from './auth.payloads.js';

type Shown = 'id' | 'name' | 'issuer' | 'clientId' | 'isEnabled' | 'emailDomains' | 'trustsSecondFactor' | 'createdAt' | 'revision';

@Directive('@tenantScoped')
@ObjectType('IdentityProvider', {
  description: 'Who says who the people of an organization are, by OpenID Connect. Its word counts in that organization alone.',
})
export class IdentityProviderType implements Pick<IdentityProvider, Shown> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'What the login page shows.' })
  readonly name!: string;

  @Field(() => String, { description: 'As the provider writes it, letter by letter.' })
  readonly issuer!: string;

  @Field(() => String, { description: 'What the provider knows us by. The secret is shown nowhere.' })
  readonly clientId!: string;

  @Field(() => Boolean, { description: 'People can log in by it.' })
  readonly isEnabled!: boolean;

  @Field(() => [String], { description: 'Domains of the addresses that it may speak for.' })
  readonly emailDomains!: string[];

  @Field(() => Boolean, { description: 'It asks for a second factor itself: here none is asked for beside it.' })
  readonly trustsSecondFactor!: boolean;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}

const ISSUER = 'What the provider calls itself, letter by letter: https:// and no more than its discovery document says.';
const SECRET = 'What it shares with us; stored encrypted, and shown nowhere.';
const DOMAINS = '1 to 50 domains: it may speak for members with an address there.';
const TRUSTS = 'It asks for a second factor itself: here none is asked for beside it.';
const STAYS = 'Left out, it stays.';

@InputType('IdentityProviderCreateInput', { description: 'A new provider.' })
export class IdentityProviderCreateInput implements NewProviderValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 100 characters: what the login page shows.' })
  name!: string;

  @Field(() => String, { description: ISSUER })
  issuer!: string;

  @Field(() => String, { description: 'What it knows us by.' })
  clientId!: string;

  @Field(() => String, { description: SECRET })
  clientSecret!: string;

  @Field(() => [String], { description: DOMAINS })
  emailDomains!: string[];

  @Field(() => Boolean, { nullable: true, description: 'On where left out.' })
  isEnabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: `${TRUSTS} Off where left out.` })
  trustsSecondFactor?: boolean | null;
}

@InputType('IdentityProviderUpdateInput', { description: 'What changes of a provider.' })
export class IdentityProviderUpdateInput implements ProviderChangeValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => String, { nullable: true, description: STAYS })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `${ISSUER} ${STAYS}` })
  issuer?: string | null;

  @Field(() => String, { nullable: true, description: STAYS })
  clientId?: string | null;

  @Field(() => String, { nullable: true, description: `${SECRET} Another issuer takes another one. ${STAYS}` })
  clientSecret?: string | null;

  @Field(() => [String], { nullable: true, description: `${DOMAINS} ${STAYS}` })
  emailDomains?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: `Off, the sessions that rest on its word end. ${STAYS}` })
  isEnabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: `${TRUSTS} ${STAYS}` })
  trustsSecondFactor?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if it has moved on.' })
  expectedRevision?: number | null;
}

@ObjectType('IdentityProviderPayload', { description: 'The provider, or why it stays as it is.' })
export class IdentityProviderPayload {
  @Field(() => IdentityProviderType, { nullable: true, description: 'As it is now; null where it was refused, or is gone.' })
  readonly identityProvider?: IdentityProvider | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}
