import { DateTime } from '@supergraph/kernel/graphql';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { LinkBegin } from '../actions/link-identity.js';
import type { ProviderLogin } from '../actions/login-by-provider.js';
import type { BegunAttempt, Returned } from '../actions/oidc-attempts.js';
import type { ShownLink } from '../queries/list-linked-identities.js';
import type { ShownProvider } from '../queries/list-login-providers.js';
import { UserErrorType } from './auth.payloads.js';

@ObjectType('LoginProvider', { description: 'A way to log in by somebody else who says who a person is.' })
export class LoginProviderType implements ShownProvider {
  @Field(() => ID, { description: 'For `oidcLoginBegin` and `identityLinkBegin`.' })
  readonly id!: string;

  @Field(() => String, { description: 'To be shown.' })
  readonly name!: string;
}

@ObjectType('LinkedIdentity', { description: "A provider's name for a person, which opens their account." })
export class LinkedIdentityType implements ShownLink {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => ID, { description: 'Of the provider.' })
  readonly providerId!: string;

  @Field(() => String, { description: 'What the provider is called.' })
  readonly providerName!: string;

  @Field(() => String, { nullable: true, description: 'The address that the provider knew when it was linked.' })
  readonly email!: string | null;

  @Field(() => DateTime, { description: 'When it was linked.' })
  readonly createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'The last login by it.' })
  readonly lastUsedAt!: Date | null;
}

const REDIRECT = 'A page of the frontend, without a query: the provider sends the browser back there. It must be known to the provider.';

@InputType('OidcLoginBeginInput', { description: 'Which provider, and where to.' })
export class OidcLoginBeginInput implements ProviderLogin {
  @Field(() => ID, { description: 'One of `Query.loginProviders`.' })
  providerId!: string;

  @Field(() => String, { nullable: true, description: "The organization's subdomain; an organization's provider leads there anyway." })
  organizationSlug?: string | null;

  @Field(() => String, { description: REDIRECT })
  redirectUri!: string;

  @Field(() => String, { nullable: true, description: 'Up to 100 characters: what the person calls the device.' })
  deviceName?: string | null;
}

@InputType('IdentityLinkBeginInput', { description: 'Which provider, and where to.' })
export class IdentityLinkBeginInput implements LinkBegin {
  @Field(() => ID, { description: 'One of `Query.loginProviders`.' })
  providerId!: string;

  @Field(() => String, { description: REDIRECT })
  redirectUri!: string;
}

@InputType('OidcReturnInput', { description: 'What the browser came back with.' })
export class OidcReturnInput implements Returned {
  @Field(() => String, { description: 'As it was given at the beginning: kept in the browser, sent to nobody else.' })
  loginState!: string;

  @Field(() => String, { description: 'The whole address that the provider sent the browser to.' })
  callbackUrl!: string;
}

@ObjectType('OidcBeginPayload', { description: 'The way to the provider, or why there is none.' })
export class OidcBeginPayload {
  @Field(() => String, { nullable: true, description: 'Send the browser there.' })
  readonly authorizationUrl?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Keep it in the browser (`sessionStorage`) for the way back. Who has it not, cannot finish.',
  })
  readonly loginState?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it must be begun anew.' })
  readonly expiresAt?: Date | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('LinkedIdentityPayload', { description: 'The link, or why there is none.' })
export class LinkedIdentityPayload {
  @Field(() => LinkedIdentityType, { nullable: true, description: 'Null where it was refused.' })
  readonly linkedIdentity?: ShownLink | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

export type BeginPayload = Partial<BegunAttempt>;
