import { connectionType, DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Organization } from '../domain/organization.entity.js';
import { OrganizationStatus } from './tenant.enums.js';

type Shown =
  | 'id'
  | 'slug'
  | 'name'
  | 'status'
  | 'statusReason'
  | 'industryCode'
  | 'locale'
  | 'timezone'
  | 'revision'
  | 'createdAt'
  | 'updatedAt';

// What is shown before login, when a person chooses an organization, is open: id, slug, name and status. All else is the tenant's.
@Directive('@key(fields: "id")')
@Directive('@key(fields: "slug")')
@ObjectType('Organization', {
  description: 'A customer of the platform: an isolated tenant. Everything that carries its id belongs to it alone.',
})
export class OrganizationType implements Pick<Organization, Shown> {
  @Field(() => ID, { description: 'UUID; everybody else knows it as `organizationId`.' })
  readonly id!: string;

  @Directive('@shareable')
  @Field(() => String, { description: 'Its subdomain, unique on the platform.' })
  readonly slug!: string;

  @Directive('@shareable')
  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Directive('@shareable')
  @Field(() => OrganizationStatus, { description: 'Where it stands in its life.' })
  readonly status!: OrganizationStatus;

  @Directive('@tenantScoped')
  @Field(() => String, { nullable: true, description: 'Why it is suspended.' })
  readonly statusReason!: string | null;

  @Directive('@tenantScoped')
  @Field(() => String, { nullable: true, description: 'Code of the industry chosen at sign-up: "retail".' })
  readonly industryCode!: string | null;

  @Directive('@tenantScoped')
  @Field(() => String, { description: 'Language of its people, BCP 47.' })
  readonly locale!: string;

  @Directive('@tenantScoped')
  @Field(() => String, { description: 'IANA time zone.' })
  readonly timezone!: string;

  @Directive('@tenantScoped')
  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;

  @Directive('@tenantScoped')
  @Field(() => DateTime, { description: 'When it signed up.' })
  readonly createdAt!: Date;

  @Directive('@tenantScoped')
  @Field(() => DateTime, { description: 'When it last changed.' })
  readonly updatedAt!: Date;
}

@ObjectType('PublicOrganization', { description: 'What everybody may know of an organization before login.' })
export class PublicOrganizationType implements Pick<Organization, 'id' | 'slug' | 'name'> {
  @Field(() => ID, { description: 'UUID.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its subdomain.' })
  readonly slug!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;
}

export const OrganizationConnectionType = connectionType('Organization', () => OrganizationType, { totalCount: true });
