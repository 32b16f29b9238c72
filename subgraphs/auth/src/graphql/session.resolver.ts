import { Json, mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { login } from '../actions/login.js';
import { logout } from '../actions/logout.js';
import { refreshTokens } from '../actions/refresh-tokens.js';
import { selectOrganization } from '../actions/select-organization.js';
import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';
import { findCurrentSession } from '../queries/find-current-session.js';
import { SessionStatus } from './auth.enums.js';
import { LoginInput } from './auth.inputs.js';
import { LoginPayload, SimplePayload, TokenPayload } from './auth.payloads.js';
import { OrganizationType, UserType } from './foreign.types.js';
import { SessionType } from './session.type.js';

@Resolver(() => SessionType)
export class SessionResolver {
  @Directive('@authenticated')
  @Query(() => SessionType, { nullable: true, description: 'The session of the access token; null for callers that are no person.' })
  currentSession(@Ctx() ctx: AuthContext) {
    return findCurrentSession(ctx);
  }

  @Query(() => Json, { description: 'The public keys of access tokens (RFC 7517); also at /.well-known/jwks.json.' })
  jwks(@Ctx() ctx: AuthContext) {
    return ctx.services.signingKeys.jwks();
  }

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

  @Mutation(() => TokenPayload, {
    description: 'The next pair of tokens. Tabs that refresh with the same token at once are all given the same next one.',
  })
  tokenRefresh(@Arg('refreshToken', () => String) refreshToken: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ tokens: await refreshTokens(ctx, refreshToken) }));
  }

  @Mutation(() => SimplePayload, { description: 'Ends the session of the access token; without one, the session of the refresh token.' })
  logout(@Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null, @Ctx() ctx: AuthContext) {
    return mutationPayload(
      async () => {
        await logout(ctx, refreshToken);
        return { ok: true };
      },
      { ok: false },
    );
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Who it belongs to. Right after a login only the id: the rest needs the access token.',
  })
  user(@Root() { userId }: Session) {
    return { id: userId };
  }

  @Directive('@provides(fields: "name slug status")')
  @FieldResolver(() => OrganizationType, { nullable: true, description: 'The organization it acts in; null for platform staff.' })
  organization(@Root() { organizationId }: Session, @Ctx() ctx: AuthContext) {
    return organizationId && ctx.loaders.organizationById.load(organizationId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether this very request was made in it.' })
  isCurrent(@Root() { id }: Session, @Ctx() { actor }: AuthContext): boolean {
    return actor.sessionId === id;
  }

  @FieldResolver(() => SessionStatus, { description: 'Whether it still counts.' })
  status(@Root() session: Session): SessionStatus {
    return session.statusAt(new Date());
  }
}
