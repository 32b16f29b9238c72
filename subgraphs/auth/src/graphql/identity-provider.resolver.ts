import { CommonErrors } from '@supergraph/kernel/errors';
import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { createIdentityProvider, deleteIdentityProvider, updateIdentityProvider } from '../actions/identity-providers.js';
import type { AuthContext } from '../context.js';
import { seesOrganization } from '../domain/visibility.js';
import { OrganizationType } from './foreign.types.js';
import {
  IdentityProviderCreateInput,
  IdentityProviderPayload,
  IdentityProviderType,
  IdentityProviderUpdateInput,
} from './identity-provider.type.js';

const KEEPS_SECURITY = '@requiresScopes(scopes: [["org:security:write"], ["org:ownership:write"]])';

@Resolver(() => OrganizationType)
export class IdentityProviderResolver {
  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(KEEPS_SECURITY)
  @Mutation(() => IdentityProviderPayload, {
    description:
      'Lets a provider say who the people of your organization are: whoever runs it can come in as any of them, and nowhere else.',
  })
  identityProviderCreate(@Arg('input', () => IdentityProviderCreateInput) input: IdentityProviderCreateInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ identityProvider: await createIdentityProvider(ctx, input) }));
  }

  @Directive('@tenantScoped(argument: "input.organizationId")')
  @Directive(KEEPS_SECURITY)
  @Mutation(() => IdentityProviderPayload, {
    description: 'Changes a provider. Where it is off, another one, or may say less than before, the sessions that rest on its word end.',
  })
  identityProviderUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => IdentityProviderUpdateInput) input: IdentityProviderUpdateInput,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ identityProvider: await updateIdentityProvider(ctx, id, input) }));
  }

  @Directive('@tenantScoped')
  @Directive(KEEPS_SECURITY)
  @Mutation(() => IdentityProviderPayload, { description: 'Takes a provider away, and ends the sessions that rest on its word.' })
  identityProviderDelete(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => {
      await deleteIdentityProvider(ctx, id);
      return { identityProvider: null };
    });
  }

  @Directive('@tenantScoped')
  @Directive('@listSize(assumedSize: 5)')
  @Directive('@requiresScopes(scopes: [["org:security:write"], ["org:ownership:write"], ["platform:orgs:read"]])')
  @FieldResolver(() => [IdentityProviderType], { nullable: true, description: 'Who says who its people are; at most five.' })
  identityProviders(@Root() { id }: OrganizationType, @Ctx() ctx: AuthContext) {
    if (!seesOrganization(ctx.actor, id)) throw CommonErrors.FORBIDDEN();
    return ctx.loaders.providersByOrganizationId.load(id);
  }
}
