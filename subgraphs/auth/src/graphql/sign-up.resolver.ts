import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import { signUpOrganization } from '../actions/sign-up-organization.js';
import type { AuthContext } from '../context.js';
import { listSignUps } from '../queries/list-sign-ups.js';
import { OrganizationSignUpInput } from './auth.inputs.js';
import { OrganizationSignUpPayload } from './auth.payloads.js';
import { SignUpConnectionType, SignUpsArgs, SignUpType } from './sign-up.type.js';

@Resolver(() => SignUpType)
export class SignUpResolver {
  @Directive('@cost(weight: 200)')
  @Mutation(() => OrganizationSignUpPayload, {
    description: 'Signs an organization and its owner up. Safe to send again: one idempotency key makes one organization.',
  })
  organizationSignUp(@Arg('input', () => OrganizationSignUpInput) input: OrganizationSignUpInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(() => signUpOrganization(ctx, input));
  }

  @Directive('@requiresScopes(scopes: [["platform:orgs:read"]])')
  @Query(() => SignUpConnectionType, { description: 'Sign-ups, newest first, for platform staff: which of them hang, and why.' })
  signUps(@Args(() => SignUpsArgs) { state, ...page }: SignUpsArgs, @Ctx() ctx: AuthContext) {
    return listSignUps(ctx, state ?? null, page);
  }
}
