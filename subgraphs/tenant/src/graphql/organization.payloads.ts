import { userErrorTypes } from '@supergraph/kernel/graphql';
import { Field, ObjectType } from 'type-graphql';
import { TenantErrors } from '../domain/tenant.errors.js';
import { OrganizationType } from './organization.type.js';

export const { UserErrorCode, UserErrorType } = userErrorTypes(Object.keys(TenantErrors));

@ObjectType('OrganizationPayload', { description: 'The organization as it is now, or why nothing changed.' })
export class OrganizationPayload {
  @Field(() => OrganizationType, { description: 'The organization as it is now; null where nothing changed.', nullable: true })
  readonly organization?: OrganizationType | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('Availability', { description: 'Whether a subdomain could be taken right now.' })
export class AvailabilityType {
  @Field(() => Boolean, { description: 'It could be taken right now.' })
  readonly available!: boolean;

  @Field(() => String, { description: 'The subdomain as it would be stored.' })
  readonly normalized!: string;

  @Field(() => UserErrorCode, { nullable: true, description: 'Why it is not available.' })
  readonly code!: string | null;
}
