import { Field, InputType } from 'type-graphql';
import type { Login } from '../actions/login.js';
import type { SignUpValues } from '../domain/sign-up-input.js';

@InputType('LoginInput', { description: 'Who logs in, and where.' })
export class LoginInput implements Login {
  @Field(() => String, { nullable: true, description: 'In any spelling of upper and lower case; or `username` instead.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'In any spelling of upper and lower case, instead of `email`.' })
  username?: string | null;

  @Field(() => String, { description: 'In clear; the connection is what protects it.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'Log in to this organization; without it a choice may be asked for.' })
  organizationSlug?: string | null;

  @Field(() => String, { nullable: true, description: 'Shown in the list of sessions: "Work laptop".' })
  deviceName?: string | null;

  @Field(() => String, { nullable: true, description: 'What an earlier login answered where the device was to be trusted.' })
  trustedDeviceToken?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Trust this device for 30 days: see `TokenPair.trustedDeviceToken`.' })
  trustDevice?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of an invitation to your address: it is accepted, and you log in to its organization.',
  })
  invitationToken?: string | null;
}

@InputType('OrganizationSignUpInput', { description: 'A new organization and its owner.' })
export class OrganizationSignUpInput implements SignUpValues {
  @Field(() => String, { description: 'Name of the organization, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'Where it will live; ask `subdomainAvailability` while it is typed.' })
  subdomain!: string;

  @Field(() => String, { description: 'Address of the owner, who logs in with it.' })
  ownerEmail!: string;

  @Field(() => String, { description: 'Name of the person, 1 to 200 characters.' })
  ownerName!: string;

  @Field(() => String, { description: '12 to 128 characters, not a common one, and not the e-mail address or the name.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'Key of a plan on offer; the first one when absent.' })
  planKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the industry whose modules it starts with.' })
  industryCode?: string | null;

  @Field(() => String, { description: '8 to 200 characters, new for every sign-up: the same one sent again signs nobody up twice.' })
  idempotencyKey!: string;

  @Field(() => String, { nullable: true, description: 'Shown in the list of sessions: "Work laptop".' })
  deviceName?: string | null;
}
