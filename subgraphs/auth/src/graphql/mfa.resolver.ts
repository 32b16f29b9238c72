import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { regenerateBackupCodes } from '../actions/backup-codes.js';
import { confirmTotp, enrolTotp } from '../actions/enrol-totp.js';
import { removeFactor, revokeTrustedDevice } from '../actions/remove-factor.js';
import { resetSecondFactors } from '../actions/reset-second-factors.js';
import type { AuthContext } from '../context.js';
import { done, SimplePayload } from './auth.payloads.js';
import { BackupCodesPayload, TotpEnrollPayload } from './mfa.payloads.js';

const CHALLENGE = { nullable: true, description: 'Of a login that waits for a second factor to be set up.' };

@Resolver()
export class MfaResolver {
  @Mutation(() => TotpEnrollPayload, {
    description: 'Begins to set an authenticator app up. It counts once `totpConfirm` was told a code of it.',
  })
  totpEnroll(@Arg('challengeToken', () => String, CHALLENGE) challengeToken: string | null, @Ctx() ctx: AuthContext) {
    return mutationPayload<{ otpauthUri?: string; secret?: string }>(() => enrolTotp(ctx, challengeToken));
  }

  @Mutation(() => BackupCodesPayload, {
    description: 'Confirms an authenticator app by its first code. Backup codes come with the first factor.',
  })
  totpConfirm(
    @Arg('code', () => String) code: string,
    @Arg('challengeToken', () => String, CHALLENGE) challengeToken: string | null,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => {
      const { account, ...enrolled } = await confirmTotp(ctx, code, challengeToken);
      return { ...enrolled, mfa: await ctx.loaders.mfaByUserId.load(account.id) };
    });
  }

  @Directive('@authenticated')
  @Mutation(() => SimplePayload, { description: 'Removes one of your second factors; not the last one where an organization asks for it.' })
  mfaFactorRemove(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return done(() => removeFactor(ctx, id));
  }

  @Directive('@authenticated')
  @Mutation(() => BackupCodesPayload, { description: 'New backup codes; the old ones are worth nothing from now on.' })
  backupCodesRegenerate(@Ctx() ctx: AuthContext) {
    return mutationPayload(async () => {
      const backupCodes = await regenerateBackupCodes(ctx);
      return { backupCodes, mfa: await ctx.loaders.mfaByUserId.load(ctx.actor.subject ?? '') };
    });
  }

  @Directive('@requiresScopes(scopes: [["platform:users:write"]])')
  @Mutation(() => SimplePayload, {
    description: 'Takes all second factors of somebody away who has lost them, for platform staff. Their sessions end.',
  })
  userMfaReset(
    @Arg('userId', () => ID) userId: string,
    @Arg('reason', () => String, { description: '10 to 500 characters, for the audit trail.' }) reason: string,
    @Ctx() ctx: AuthContext,
  ) {
    return done(() => resetSecondFactors(ctx, { userId, reason }));
  }

  @Directive('@authenticated')
  @Mutation(() => SimplePayload, { description: 'Trusts one of your devices no longer.' })
  trustedDeviceRevoke(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return done(() => revokeTrustedDevice(ctx, id));
  }
}
