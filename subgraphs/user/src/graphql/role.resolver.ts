import { Ctx, Directive, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { UserContext } from '../context.js';
import { PERMISSIONS } from '../domain/permissions.js';
import type { Role } from '../domain/role.entity.js';
import { PermissionType, RoleType } from './role.type.js';

@Resolver(() => RoleType)
export class RoleResolver {
  @Query(() => [PermissionType], { description: 'Everything that a role can allow.' })
  permissions() {
    return PERMISSIONS;
  }

  @Directive('@requiresScopes(scopes: [["org:members:read"], ["platform:orgs:read"]])')
  @FieldResolver(() => Int, { description: 'Members of your organization who hold it; for platform staff, of all organizations.' })
  memberCount(@Root() { id }: Role, @Ctx() { loaders }: UserContext) {
    return loaders.memberCountByRoleId.load(id);
  }
}
