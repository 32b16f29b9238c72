import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { beginLink, finishLink, removeLink } from '../actions/link-identity.js';
import { beginProviderLogin, finishProviderLogin } from '../actions/login-by-provider.js';
import type { AuthContext } from '../context.js';
import { listLinkedIdentities } from '../queries/list-linked-identities.js';
import { listLoginProviders } from '../queries/list-login-providers.js';
import { done, LoginPayload, SimplePayload } from './auth.payloads.js';
import { UserType } from './foreign.types.js';
import {
  type BeginPayload,
  IdentityLinkBeginInput,
  LinkedIdentityPayload,
  LinkedIdentityType,
  LoginProviderType,
  OidcBeginPayload,
  OidcLoginBeginInput,
  OidcReturnInput,
} from './login-provider.type.js';

@Resolver(() => UserType)
export class LoginProviderResolver {
  @Directive('@listSize(assumedSize: 10)')
  @Query(() => [LoginProviderType], {
    description: 'What a login page offers beside the password: for everybody, and for an organization.',
  })
  loginProviders(
    @Arg('organizationSlug', () => String, { nullable: true, description: 'The subdomain of the login page.' })
    organizationSlug: string | null,
    @Ctx() ctx: AuthContext,
  ) {
    return listLoginProviders(ctx, organizationSlug);
  }

  @Directive('@cost(weight: 50)')
  @Mutation(() => OidcBeginPayload, { description: 'Begins a login by a provider: the way there, and what to keep for the way back.' })
  oidcLoginBegin(@Arg('input', () => OidcLoginBeginInput) input: OidcLoginBeginInput, @Ctx() ctx: AuthContext) {
    return mutationPayload<BeginPayload>(() => beginProviderLogin(ctx, input));
  }

  @Directive('@cost(weight: 50)')
  @Mutation(() => LoginPayload, { description: 'Finishes a login by a provider, once. It leads where `login` does.' })
  oidcLoginFinish(@Arg('input', () => OidcReturnInput) input: OidcReturnInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ outcome: await finishProviderLogin(ctx, input) }));
  }

  @Directive('@authenticated')
  @Directive('@cost(weight: 50)')
  @Mutation(() => OidcBeginPayload, { description: 'Begins to link a provider to your account, so that you can log in by it.' })
  identityLinkBegin(@Arg('input', () => IdentityLinkBeginInput) input: IdentityLinkBeginInput, @Ctx() ctx: AuthContext) {
    return mutationPayload<BeginPayload>(() => beginLink(ctx, input));
  }

  @Directive('@authenticated')
  @Directive('@cost(weight: 50)')
  @Mutation(() => LinkedIdentityPayload, { description: 'Links who the provider says you are to your account. You are told by mail.' })
  identityLinkFinish(@Arg('input', () => OidcReturnInput) input: OidcReturnInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ linkedIdentity: await finishLink(ctx, input) }));
  }

  @Directive('@authenticated')
  @Mutation(() => SimplePayload, { description: 'Unlinks one of your logins; other sessions of yours that began by it end.' })
  linkedIdentityRemove(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return done(() => removeLink(ctx, id));
  }

  @Directive('@listSize(assumedSize: 3)')
  @FieldResolver(() => [LinkedIdentityType], {
    nullable: true,
    description: 'Logins by providers that open the account. You see it of yourself, and of everybody as platform staff; null elsewhere.',
  })
  linkedIdentities(@Root() { id }: UserType, @Ctx() ctx: AuthContext) {
    return listLinkedIdentities(ctx, id);
  }
}
