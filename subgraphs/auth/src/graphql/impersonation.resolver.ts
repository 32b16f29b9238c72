import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import { startImpersonation, stopImpersonation } from '../actions/impersonate.js';
import type { AuthContext } from '../context.js';
import type { ImpersonationValues } from '../domain/impersonation.js';
import { done, SimplePayload, TokenPayload } from './auth.payloads.js';

@InputType('ImpersonationStartInput', { description: 'As whom to act, and why.' })
export class ImpersonationStartInput implements ImpersonationValues {
  @Field(() => ID, { description: 'The member.' })
  userId!: string;

  @Field(() => ID, { description: 'Their organization.' })
  organizationId!: string;

  @Field(() => String, { description: '10 to 500 characters: the owners of the organization read it.' })
  reason!: string;

  @Field(() => Int, { defaultValue: 30, description: '1 to 60.' })
  durationMinutes!: number;

  @Field(() => Boolean, { defaultValue: true, description: 'Only look; to change something takes `platform:impersonate:write`.' })
  readOnly!: boolean;
}

@Resolver()
export class ImpersonationResolver {
  @Directive('@requiresScopes(scopes: [["platform:impersonate"]])')
  @Mutation(() => TokenPayload, {
    description: 'Acts as a member of an organization, for support: the owners are told, and it cannot be refreshed.',
  })
  impersonationStart(@Arg('input', () => ImpersonationStartInput) input: ImpersonationStartInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ tokens: await startImpersonation(ctx, input) }));
  }

  @Directive('@authenticated')
  @Mutation(() => SimplePayload, { description: 'Ends acting as somebody, by the token of it; your own session never ended.' })
  impersonationStop(@Ctx() ctx: AuthContext) {
    return done(() => stopImpersonation(ctx));
  }
}
