import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { login } from '../actions/login.js';
import { logout } from '../actions/logout.js';
import { reauthenticate } from '../actions/reauthenticate.js';
import { refreshTokens } from '../actions/refresh-tokens.js';
import { selectOrganization } from '../actions/select-organization.js';
import { switchOrganization } from '../actions/switch-organization.js';
import { verifyMfa } from '../actions/verify-mfa.js';
import type { AuthContext } from '../context.js';
import { LoginInput } from './auth.inputs.js';
import { done, LoginPayload, SimplePayload, TokenPayload } from './auth.payloads.js';
import { LoginVerifyMfaInput } from './mfa.type.js';

@Resolver()
export class LoginResolver {
  @Directive('@cost(weight: 50)')
  @Mutation(() => LoginPayload, { description: 'Logs in by password. Several organizations and none named: a choice.' })
  login(@Arg('input', () => LoginInput) input: LoginInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ outcome: await login(ctx, input) }));
  }

  @Mutation(() => LoginPayload, { description: 'Finishes a login that was left with a choice.' })
  loginSelectOrganization(
    @Arg('loginToken', () => String) loginToken: string,
    @Arg('organizationId', () => ID) organizationId: string,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ outcome: await selectOrganization(ctx, loginToken, organizationId) }));
  }

  @Mutation(() => LoginPayload, { description: 'Goes on with a login that waits for a second factor.' })
  loginVerifyMfa(@Arg('input', () => LoginVerifyMfaInput) input: LoginVerifyMfaInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ outcome: await verifyMfa(ctx, input) }));
  }

  @Directive('@authenticated')
  @Directive('@cost(weight: 50)')
  @Mutation(() => TokenPayload, {
    description: 'Proves again who you are, by password or by a code of your authenticator app: sensitive changes are open for a while.',
  })
  reauthenticate(
    @Arg('password', () => String, { nullable: true }) password: string | null,
    @Arg('code', () => String, { nullable: true }) code: string | null,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ tokens: await reauthenticate(ctx, { password, code }) }));
  }

  @Mutation(() => TokenPayload, {
    description: 'The next pair of tokens. Tabs that refresh with the same token at once are all given the same next one.',
  })
  tokenRefresh(
    @Arg('refreshToken', () => String, { nullable: true, description: 'Left out where a cookie has it.' }) refreshToken: string | null,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ tokens: await refreshTokens(ctx, refreshToken) }));
  }

  @Directive('@authenticated')
  @Mutation(() => TokenPayload, {
    description: 'Starts a session in another organization of yours, without another login. The one you are in goes on.',
  })
  organizationSwitch(@Arg('organizationId', () => ID) organizationId: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ tokens: await switchOrganization(ctx, organizationId) }));
  }

  @Mutation(() => SimplePayload, { description: 'Ends the session of the access token; without one, the session of the refresh token.' })
  logout(@Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null, @Ctx() ctx: AuthContext) {
    return done(() => logout(ctx, refreshToken));
  }
}
