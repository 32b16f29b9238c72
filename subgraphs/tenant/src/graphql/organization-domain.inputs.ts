import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { AddDomain } from '../actions/add-domain.js';
import type { WhichDomain } from '../actions/find-domain.js';
import { DomainKind } from './tenant.enums.js';

@InputType('OrganizationDomainAddInput', { description: 'A host name that an organization wants to live at.' })
export class OrganizationDomainAddInput implements AddDomain {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => String, { description: 'Without scheme, port or path: "erp.example.com". International names in any form.' })
  hostname!: string;

  @Field(() => DomainKind, { defaultValue: DomainKind.CUSTOM, description: 'CUSTOM is the only kind that can be added.' })
  kind!: DomainKind;
}

@ArgsType()
export class WhichDomainArgs implements WhichDomain {
  @Field(() => ID, { description: 'The domain.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'Whose it is. Members may leave it out; platform staff have to say it.' })
  organizationId?: string | null;
}
