import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { changePassword } from '../actions/change-password.js';
import { requestMail } from '../actions/request-mail.js';
import { resetPassword } from '../actions/reset-password.js';
import { unlockByMail, unlockUser } from '../actions/unlock-account.js';
import type { AuthContext } from '../context.js';
import { done, SimplePayload, TokenPayload } from './auth.payloads.js';

const NEW_PASSWORD = { description: 'As long as the policies of your organizations ask for, not a common one, and not one you had.' };
const LINK = { description: 'What the link in the mail holds behind `#token=`.' };

@Resolver()
export class PasswordResolver {
  @Directive('@authenticated')
  @Directive('@cost(weight: 100)')
  @Mutation(() => TokenPayload, { description: 'Changes your password. This session goes on, with the tokens that are answered.' })
  passwordChange(
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('newPassword', () => String, NEW_PASSWORD) newPassword: string,
    @Arg('revokeOtherSessions', () => Boolean, { defaultValue: true }) revokeOtherSessions: boolean,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ tokens: await changePassword(ctx, { currentPassword, newPassword, revokeOtherSessions }) }));
  }

  @Mutation(() => SimplePayload, {
    description: 'Has a link for a new password mailed, where somebody has the address. The answer is the same where nobody has.',
  })
  passwordResetRequest(@Arg('email', () => String) email: string, @Ctx() ctx: AuthContext) {
    return done(() => requestMail(ctx, 'passwordResetRequest', email));
  }

  @Directive('@cost(weight: 100)')
  @Mutation(() => SimplePayload, {
    description: 'Sets a new password by a mailed link, once and within an hour. All your sessions end: log in with the new one.',
  })
  passwordReset(
    @Arg('token', () => String, LINK) token: string,
    @Arg('newPassword', () => String, NEW_PASSWORD) newPassword: string,
    @Ctx() ctx: AuthContext,
  ) {
    return done(() => resetPassword(ctx, { token, newPassword }));
  }

  @Directive('@requiresScopes(scopes: [["org:members:write"], ["platform:users:write"]])')
  @Mutation(() => SimplePayload, {
    description: "Unlocks an account after too many wrong passwords: your organization's members', or anybody's for platform staff.",
  })
  userUnlock(
    @Arg('userId', () => ID) userId: string,
    @Arg('reason', () => String, { description: '1 to 500 characters, for the audit trail.' }) reason: string,
    @Ctx() ctx: AuthContext,
  ) {
    return done(() => unlockUser(ctx, { userId, reason }));
  }

  @Mutation(() => SimplePayload, { description: 'Unlocks an account by the link that was mailed when it was locked.' })
  accountUnlock(@Arg('token', () => String, LINK) token: string, @Ctx() ctx: AuthContext) {
    return done(() => unlockByMail(ctx, token));
  }
}
