import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, Field, InputType, Mutation, Resolver } from 'type-graphql';
import { register } from '../actions/register.js';
import type { AuthContext } from '../context.js';
import type { Registration } from '../domain/registration.js';
import { LoginPayload } from './auth.payloads.js';

@InputType('RegisterInput', { description: 'Somebody who was invited by mail and has no account yet.' })
export class RegisterInput implements Registration {
  @Field(() => String, { description: 'What the link in the invitation holds behind `#token=`; it says which address it is for.' })
  token!: string;

  @Field(() => String, {
    description: 'As long as the organization asks for, not a common one, and not the e-mail address or the name.',
  })
  password!: string;

  @Field(() => String, { nullable: true, description: 'At most 100 characters.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 100 characters.' })
  lastName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'To log in with instead of the address: 3 to 30 letters, digits, dots, hyphens and underscores.',
  })
  username?: string | null;

  @Field(() => String, { nullable: true, description: 'Shown in the list of sessions: "Work laptop".' })
  deviceName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Trust this device for 30 days: see `TokenPair.trustedDeviceToken`.' })
  trustDevice?: boolean | null;
}

@Resolver()
export class RegistrationResolver {
  @Directive('@cost(weight: 150)')
  @Mutation(() => LoginPayload, {
    description:
      'Makes an account by an invitation, accepts it, and logs in to the organization. Safe to send again. Whoever has an account is answered EMAIL_TAKEN: log in with `invitationToken`.',
  })
  register(@Arg('input', () => RegisterInput) input: RegisterInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ outcome: await register(ctx, input) }));
  }
}
