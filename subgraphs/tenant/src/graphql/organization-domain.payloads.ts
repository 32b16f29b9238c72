import { Field, ObjectType } from 'type-graphql';
import { UserErrorType } from './organization.payloads.js';
import { OrganizationDomainType } from './organization-domain.type.js';

@ObjectType('OrganizationDomainPayload', { description: 'The domain as it is now, or why nothing changed.' })
export class OrganizationDomainPayload {
  @Field(() => OrganizationDomainType, {
    nullable: true,
    description: 'The domain as it is now, also after a check that failed; as it was, where it was removed; else null.',
  })
  readonly domain?: OrganizationDomainType | null;

  @Field(() => [UserErrorType], { description: 'Empty where it worked.' })
  readonly userErrors!: object[];
}

@ObjectType('DomainNotVerifiedError', {
  implements: UserErrorType,
  description: 'The DNS does not prove that the organization owns the host name. The domain remembers it.',
})
export class DomainNotVerifiedErrorType extends UserErrorType {
  @Field(() => String, { description: 'The name whose TXT records were looked up.' })
  readonly lookedUp!: string;

  @Field(() => [String], { description: 'The TXT records that are there instead: at most 10, each cut to 255 characters.' })
  readonly found!: string[];
}
