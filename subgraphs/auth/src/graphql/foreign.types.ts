import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { Organization } from '../domain/organization.entity.js';
import { OrganizationStatus } from './auth.enums.js';

/** Tenant's entity. Where a field says `@provides`, auth answers from its own copy: the caller may be anonymous still. */
@Directive('@key(fields: "id")')
@ObjectType('Organization')
export class OrganizationType implements Pick<Organization, 'id' | 'name' | 'slug' | 'status'> {
  @Field(() => ID)
  readonly id!: string;

  @Directive('@external')
  @Field(() => String)
  readonly name!: string;

  @Directive('@external')
  @Field(() => String)
  readonly slug!: string;

  @Directive('@external')
  @Field(() => OrganizationStatus)
  readonly status!: OrganizationStatus;
}

/** User's entity. */
@Directive('@key(fields: "id")')
@ObjectType('User')
export class UserType {
  @Field(() => ID)
  readonly id!: string;
}
