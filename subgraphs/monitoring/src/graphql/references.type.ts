import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Belongs to tenant; here it has a trail. */
@Directive('@key(fields: "id")')
@ObjectType('Organization')
export class OrganizationType {
  @Field(() => ID)
  readonly id!: string;
}

/** Belongs to user; here it has done things. */
@Directive('@key(fields: "id")')
@ObjectType('User')
export class UserType {
  @Field(() => ID)
  readonly id!: string;
}
