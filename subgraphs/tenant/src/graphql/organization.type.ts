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

  @Field(() => String, { nullable: true, description: 'Why it is suspended.' })
  readonly statusReason!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the industry chosen at sign-up: "retail".' })
  readonly industryCode!: string | null;

  @Field(() => String, { description: 'Language of its people, BCP 47.' })
  readonly locale!: string;

  @Field(() => String, { description: 'IANA time zone.' })
  readonly timezone!: string;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;

  @Field(() => DateTime, { description: 'When it signed up.' })
  readonly createdAt!: Date;

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
