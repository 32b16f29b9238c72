import { Field, ID, InputType, Int } from 'type-graphql';
import type { RoleValues } from '../domain/role-input.js';

@InputType('RoleInput', { description: 'All that a role of an organization is to be.' })
export class RoleInput implements RoleValues {
  @Field(() => ID, { description: 'Your organization.' })
  organizationId!: string;

  @Field(() => String, {
    description:
      '2 to 40 lower-case letters, digits and single hyphens, the first a letter; no other role may have it. It stays what it is.',
  })
  key!: string;

  @Field(() => String, { description: '1 to 80 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for: up to 300 characters.' })
  description?: string | null;

  @Field(() => [String], { description: 'At least one of `Query.permissions`; none that you do not have yourself.' })
  permissions!: string[];

  @Field(() => Int, { nullable: true, description: 'Refuse an update with REVISION_CONFLICT if the role has moved on.' })
  expectedRevision?: number | null;
}
