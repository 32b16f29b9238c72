import { Json } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import { rotateSigningKeys } from '../actions/rotate-signing-keys.js';
import type { AuthContext } from '../context.js';
import { done, SimplePayload } from './auth.payloads.js';

@Resolver()
export class SigningKeyResolver {
  @Query(() => Json, { description: 'The public keys of access tokens (RFC 7517); also at /.well-known/jwks.json.' })
  jwks(@Ctx() ctx: AuthContext) {
    return ctx.services.signingKeys.jwks();
  }

  @Directive('@requiresScopes(scopes: [["platform:users:write"]])')
  @Mutation(() => SimplePayload, { description: 'Has the next key sign access tokens before its time, for platform staff.' })
  signingKeyRotate(
    @Arg('reason', () => String, { description: '1 to 500 characters, for the audit trail.' }) reason: string,
    @Arg('dropCurrent', () => Boolean, {
      defaultValue: false,
      description: 'The present key got into wrong hands: refuse all tokens that it signed. Everybody has to refresh.',
    })
    dropCurrent: boolean,
    @Ctx() ctx: AuthContext,
  ) {
    return done(() => rotateSigningKeys(ctx, { reason, dropCurrent }));
  }
}
