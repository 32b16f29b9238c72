import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Permission } from '../domain/permissions.js';
import type { Role } from '../domain/role.entity.js';

@Directive('@key(fields: "id")')
@Directive('@tenantScoped')
@ObjectType('Role', { description: 'A named set of permissions, to be given to members.' })
export class RoleType implements Pick<Role, 'id' | 'key' | 'name' | 'description' | 'builtIn' | 'permissions' | 'revision'> {
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'Stable name for programs, unique within an organization: "manager".' })
  readonly key!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { description: 'What it is for.', nullable: true })
  readonly description!: string | null;

  @Field(() => Boolean, { description: 'Every organization has it, and nobody can change it.' })
  readonly builtIn!: boolean;

  @Field(() => [String], { description: 'What it allows; `Query.permissions` explains them.' })
  readonly permissions!: string[];

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}

@ObjectType('Permission', { description: 'Something that a role can allow.' })
export class PermissionType implements Permission {
  @Field(() => String, { description: 'Its name in `Role.permissions`: "org:members:read".' })
  readonly key!: string;

  @Field(() => String, { description: 'What one may do with it.' })
  readonly description!: string;
}
