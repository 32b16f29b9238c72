import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { createRole } from '../actions/create-role.js';
import { deleteRole } from '../actions/delete-role.js';
import { updateRole } from '../actions/update-role.js';
import type { UserContext } from '../context.js';
import { PERMISSIONS } from '../domain/permissions.js';
import type { Role } from '../domain/role.entity.js';
import { RoleInput } from './role.inputs.js';
import { PermissionType, RoleType } from './role.type.js';
import { RolePayload } from './user.payloads.js';

const WRITES_ROLES = '@requiresScopes(scopes: [["org:roles:write"]])';

@Resolver(() => RoleType)
export class RoleResolver {
  @Query(() => [PermissionType], { description: 'Everything that a role can allow.' })
  permissions() {
    return PERMISSIONS;
  }

  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(WRITES_ROLES)
  @Mutation(() => RolePayload, { description: 'Makes a role of your organization, to be given to members.' })
  roleCreate(@Arg('input', () => RoleInput) input: RoleInput, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ role: await createRole(ctx, input) }));
  }

  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(WRITES_ROLES)
  @Mutation(() => RolePayload, {
    description:
      'Makes a role of your organization what the input says. Who holds it may do what it allows from the next refresh of their tokens on.',
  })
  roleUpdate(@Arg('id', () => ID) id: string, @Arg('input', () => RoleInput) input: RoleInput, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ role: await updateRole(ctx, id, input) }));
  }

  @Directive('@tenantScoped')
  @Directive(WRITES_ROLES)
  @Mutation(() => RolePayload, { description: 'Deletes a role of your organization and answers what it was.' })
  roleDelete(
    @Arg('id', () => ID) id: string,
    @Arg('reassignTo', () => ID, { nullable: true, description: 'The role that its holders get instead; needed where there are any.' })
    reassignTo: string | null,
    @Ctx() ctx: UserContext,
  ) {
    return mutationPayload(async () => ({ role: await deleteRole(ctx, { id, reassignTo }) }));
  }

  @Directive('@requiresScopes(scopes: [["org:members:read"], ["platform:orgs:read"]])')
  @FieldResolver(() => Int, { description: 'Members of your organization who hold it; for platform staff, of all organizations.' })
  memberCount(@Root() { id }: Role, @Ctx() { loaders }: UserContext) {
    return loaders.memberCountByRoleId.load(id);
  }
}
