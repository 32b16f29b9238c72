import { pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Directive, Field, ID, InputType, Int } from 'type-graphql';
import type { ReserveOrganization } from '../actions/reserve-organization.js';
import type { ChangeWithReason } from '../actions/suspend-organization.js';
import type { UpdateOrganization } from '../actions/update-organization.js';
import type { OrganizationFilter } from '../queries/list-organizations.js';
import { OrganizationSort, OrganizationStatus } from './tenant.enums.js';

@InputType('OrganizationFilter', { description: 'Narrows a list of organizations; conditions are joined by and.' })
export class OrganizationFilterInput implements OrganizationFilter {
  @Field(() => [OrganizationStatus], { nullable: true, description: 'Any of these.' })
  status?: OrganizationStatus[] | null;

  @Field(() => String, { description: 'Of this industry.', nullable: true })
  industryCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or the slug.' })
  query?: string | null;
}

@ArgsType()
export class OrganizationsArgs extends pageArgsType() {
  @Field(() => OrganizationFilterInput, { nullable: true })
  filter?: OrganizationFilterInput | null;

  @Field(() => OrganizationSort, { defaultValue: OrganizationSort.CREATED_AT_DESC })
  sort!: OrganizationSort;
}

@InputType('OrganizationUpdateInput', { description: 'Fields that are left out stay as they are.' })
export class OrganizationUpdateInput implements UpdateOrganization {
  @Field(() => ID, { description: 'The organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 200 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47 language tag: "de-CH".' })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone: "Europe/Zurich".' })
  timezone?: string | null;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the organization has moved on.' })
  expectedRevision?: number | null;
}

@InputType('OrganizationReasonInput', { description: 'An act of the platform on an organization; the reason goes into the audit trail.' })
export class OrganizationReasonInput implements ChangeWithReason {
  @Field(() => ID, { description: 'The organization.' })
  id!: string;

  @Field(() => String, { description: '3 to 500 characters.' })
  reason!: string;

  @Field(() => Int, { nullable: true, description: 'Refuse with REVISION_CONFLICT if the organization has moved on.' })
  expectedRevision?: number | null;
}

@Directive('@inaccessible')
@InputType('OrganizationReserveInput', { description: 'Internal: what a sign-up reserves.' })
export class OrganizationReserveInput implements ReserveOrganization {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  subdomain!: string;

  @Field(() => String, { nullable: true })
  industryCode?: string | null;

  @Field(() => String, { nullable: true })
  planKey?: string | null;
}
