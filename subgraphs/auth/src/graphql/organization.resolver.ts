import { CommonErrors } from '@supergraph/kernel/errors';
import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AuthContext } from '../context.js';
import { seesOrganization } from '../domain/visibility.js';
import { findPolicy } from '../queries/find-policy.js';
import { ServiceAccountConnectionType, ServiceAccountsArgs } from './api-key.type.js';
import { OrganizationType } from './foreign.types.js';
import { SecurityPolicyType } from './security-policy.type.js';

@Resolver(() => OrganizationType)
export class OrganizationResolver {
  @Directive('@tenantScoped')
  @FieldResolver(() => SecurityPolicyType, { description: 'What it asks of those who log in to it.' })
  securityPolicy(@Root() { id }: OrganizationType, @Ctx() ctx: AuthContext) {
    if (!seesOrganization(ctx.actor, id)) throw CommonErrors.FORBIDDEN();
    return findPolicy(ctx, id);
  }

  @Directive('@tenantScoped')
  @Directive('@requiresScopes(scopes: [["org:keys:write"], ["org:ownership:write"], ["platform:orgs:read"]])')
  @FieldResolver(() => ServiceAccountConnectionType, { nullable: true, description: 'Its machines, newest first.' })
  serviceAccounts(@Root() { id }: OrganizationType, @Args(() => ServiceAccountsArgs) page: ServiceAccountsArgs, @Ctx() ctx: AuthContext) {
    if (!seesOrganization(ctx.actor, id)) throw CommonErrors.FORBIDDEN();
    const query = { parentColumn: 'organization_id', where: { sql: 'c.deleted_at is null', params: [] } };
    return ctx.loaders.serviceAccountPages.load({ ...page, parentId: id, query });
  }
}
