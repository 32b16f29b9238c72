import { Json, mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { beginPasskeyLogin, finishPasskeyLogin } from '../actions/login-by-passkey.js';
import { beginPasskey, finishPasskey } from '../actions/register-passkey.js';
import type { AuthContext } from '../context.js';
import { LoginPayload } from './auth.payloads.js';
import { BackupCodesPayload, PasskeyLoginInput, PasskeyOptionsPayload } from './mfa.payloads.js';

@Resolver()
export class PasskeyResolver {
  @Directive('@authenticated')
  @Mutation(() => PasskeyOptionsPayload, { description: 'What your browser needs to make a passkey.' })
  passkeyRegisterBegin(@Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ options: await beginPasskey(ctx) }));
  }

  @Directive('@authenticated')
  @Mutation(() => BackupCodesPayload, {
    description: 'Takes the passkey that your browser has made. Backup codes come with the first factor.',
  })
  passkeyRegisterFinish(
    @Arg('name', () => String, { nullable: true, description: 'What you call it: "Work laptop".' }) name: string | null,
    @Arg('credential', () => Json, { description: 'What `navigator.credentials.create` answered, as JSON.' }) credential: unknown,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => {
      const { account, ...enrolled } = await finishPasskey(ctx, { name, credential });
      return { ...enrolled, mfa: await ctx.loaders.mfaByUserId.load(account.id) };
    });
  }

  @Mutation(() => PasskeyOptionsPayload, { description: 'What a browser needs to log in by a passkey. Whose it is, the device tells.' })
  passkeyLoginBegin(@Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ options: await beginPasskeyLogin(ctx) }));
  }

  @Mutation(() => LoginPayload, { description: 'Logs in by a passkey, or goes on with a login that waits for a second factor.' })
  passkeyLoginFinish(@Arg('input', () => PasskeyLoginInput) input: PasskeyLoginInput, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ outcome: await finishPasskeyLogin(ctx, input) }));
  }
}
