import { connectionType, DateTime, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ApiKeyUse } from '../actions/record-key-usage.js';
import type { ApiKey } from '../domain/api-key.entity.js';
import type { ApiKeyValues, ServiceAccountValues } from '../domain/api-key-input.js';
import type { ServiceAccount } from '../domain/service-account.entity.js';
import { ApiKeyVerdict, type ApiKeyVerification } from '../queries/verify-api-key.js';
import { UserErrorType } from './auth.payloads.js';

registerEnumType(ApiKeyVerdict, {
  name: 'ApiKeyVerdict',
  description: 'What a key is worth.',
  valuesConfig: {
    VALID: { description: 'It can be used.' },
    NOT_FOUND: { description: 'It is none of ours.' },
    DISABLED: { description: 'It was revoked, or its account is switched off.' },
    EXPIRED: { description: 'Its time is over.' },
    FORBIDDEN: { description: 'It is another organization’s.' },
    INSUFFICIENT_PERMISSIONS: { description: 'It may not do what is asked for.' },
  },
});

type ShownOfKey = 'prefix' | 'last4' | 'scopes' | 'expiresAt' | 'lastUsedAt' | 'lastUsedIp' | 'allowedIpCidrs' | 'rateLimitPerMinute';

@Directive('@tenantScoped')
@ObjectType('ApiKey', { description: 'A key of a service account. Its text is shown once, when it is made.' })
export class ApiKeyType implements Pick<ApiKey, ShownOfKey | 'id' | 'rotatesFrom' | 'revokesAt' | 'createdAt'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'How its text begins.' })
  readonly prefix!: string;

  @Field(() => String, { description: 'How its text ends.' })
  readonly last4!: string;

  @Field(() => [String], { description: 'What it may do, as far as its account may.' })
  readonly scopes!: string[];

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; null for never.' })
  readonly expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'To the minute; null where it never was.' })
  readonly lastUsedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'From where.' })
  readonly lastUsedIp!: string | null;

  @Field(() => [String], { description: 'Where it may be used from, in CIDR notation; empty for anywhere.' })
  readonly allowedIpCidrs!: string[];

  @Field(() => Int, { nullable: true, description: 'Requests a minute; null for the usual.' })
  readonly rateLimitPerMinute!: number | null;

  @Field(() => ID, { nullable: true, description: 'The key that it took over from.' })
  readonly rotatesFrom!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the key that took over is the only one.' })
  readonly revokesAt!: Date | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;
}

@Directive('@tenantScoped')
@Directive('@key(fields: "id")')
@ObjectType('ServiceAccount', { description: 'A machine of an organization; it goes on when whoever made it leaves.' })
export class ServiceAccountType
  implements Pick<ServiceAccount, 'id' | 'name' | 'description' | 'scopes' | 'enabled' | 'createdAt' | 'revision'>
{
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'For people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  readonly description!: string | null;

  @Field(() => [String], { description: 'The most that its keys may do.' })
  readonly scopes!: string[];

  @Field(() => Boolean, { description: 'While it is off, none of its keys works.' })
  readonly enabled!: boolean;

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}

export const ServiceAccountConnectionType = connectionType('ServiceAccount', () => ServiceAccountType);

@ArgsType()
export class ServiceAccountsArgs extends pageArgsType() {}

@InputType('ServiceAccountInput', { description: 'All that a service account is to be.' })
export class ServiceAccountInput implements ServiceAccountValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 500 characters.' })
  description?: string | null;

  @Field(() => [String], { description: 'At least one of `Query.permissions`; none that you do not have yourself.' })
  scopes!: string[];

  @Field(() => Boolean, { nullable: true, description: 'On when it is made; left out, an update leaves it as it is.' })
  enabled?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Refuse an update with REVISION_CONFLICT if it has moved on.' })
  expectedRevision?: number | null;
}

@InputType('ApiKeyCreateInput', { description: 'A new key.' })
export class ApiKeyCreateInput implements ApiKeyValues {
  @Field(() => ID, { description: 'Whose key.' })
  serviceAccountId!: string;

  @Field(() => [String], { nullable: true, description: 'Some of what the account may do; all of it where left out.' })
  scopes?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'A minute to two years from now; never where left out.' })
  expiresAt?: Date | null;

  @Field(() => [String], { nullable: true, description: 'Up to 100 ranges in CIDR notation; anywhere where left out.' })
  allowedIpCidrs?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Requests a minute; the usual where left out.' })
  rateLimitPerMinute?: number | null;
}

@InputType('ApiKeyUseInput', { description: 'The last use of a key.' })
export class ApiKeyUseInput implements ApiKeyUse {
  @Field(() => ID, { description: 'Of the key.' })
  id!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'From where.' })
  ipAddress?: string | null;
}

@ObjectType('ServiceAccountPayload', { description: 'The service account, or why it stays as it is.' })
export class ServiceAccountPayload {
  @Field(() => ServiceAccountType, { nullable: true, description: 'As it is now; null where it was refused, or is gone.' })
  readonly serviceAccount?: ServiceAccount | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('ApiKeySecretPayload', { description: 'A new key with its text, or why there is none.' })
export class ApiKeySecretPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key.' })
  readonly apiKey?: ApiKey | null;

  @Field(() => String, { nullable: true, description: 'The text to send as a bearer token: shown this once.' })
  readonly secret?: string | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('ApiKeyVerification', { description: 'What a key is worth.' })
export class ApiKeyVerificationType implements ApiKeyVerification {
  @Field(() => Boolean, { description: 'It can be used.' })
  readonly valid!: boolean;

  @Field(() => ApiKeyVerdict, { description: 'Why, or why not.' })
  readonly code!: ApiKeyVerdict;

  @Field(() => ServiceAccountType, { nullable: true, description: 'Whose key; null where it is none of ours.' })
  readonly serviceAccount!: ServiceAccount | null;
}
