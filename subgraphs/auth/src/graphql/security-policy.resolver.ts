import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { updateSecurityPolicy } from '../actions/update-security-policy.js';
import type { AuthContext } from '../context.js';
import type { Policy } from '../domain/security-policy.entity.js';
import { SecurityPolicyInput, SecurityPolicyPayload, SecurityPolicyType } from './security-policy.type.js';

@Resolver(() => SecurityPolicyType)
export class SecurityPolicyResolver {
  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive('@requiresScopes(scopes: [["org:security:write"], ["org:ownership:write"]])')
  @Mutation(() => SecurityPolicyPayload, { description: 'Changes what your organization asks of those who log in to it.' })
  securityPolicyUpdate(@Arg('input', () => SecurityPolicyInput) input: SecurityPolicyInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ securityPolicy: await updateSecurityPolicy(ctx, input) }));
  }

  @FieldResolver(() => Boolean, { description: 'The organization has never changed anything of it.' })
  isDefault(@Root() { revision }: Policy): boolean {
    return revision === 0;
  }
}
