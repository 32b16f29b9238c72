import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { confirmEmailChange, requestEmailChange, undoEmailChange } from '../actions/change-email.js';
import { requestMail } from '../actions/request-mail.js';
import { verifyEmail } from '../actions/verify-email.js';
import type { AuthContext } from '../context.js';
import { done, SimplePayload } from './auth.payloads.js';

const LINK = { description: 'What the link in the mail holds behind `#token=`.' };

@Resolver()
export class EmailResolver {
  @Mutation(() => SimplePayload, {
    description: 'Has the link that confirms an address mailed again. The answer is the same where nobody waits for it.',
  })
  emailVerificationSend(@Arg('email', () => String) email: string, @Ctx() ctx: AuthContext) {
    return done(() => requestMail(ctx, 'emailVerificationSend', email));
  }

  @Mutation(() => SimplePayload, { description: 'Confirms an address by the link that was mailed to it.' })
  emailVerify(@Arg('token', () => String, LINK) token: string, @Ctx() ctx: AuthContext) {
    return done(() => verifyEmail(ctx, token));
  }

  @Directive('@authenticated')
  @Mutation(() => SimplePayload, {
    description: 'Has a link mailed to the address that you want to log in with. Until it is followed nothing changes.',
  })
  emailChangeRequest(@Arg('newEmail', () => String) newEmail: string, @Ctx() ctx: AuthContext) {
    return done(() => requestEmailChange(ctx, newEmail));
  }

  @Mutation(() => SimplePayload, { description: 'Changes an address by the link that was mailed to the new one; the old one is told.' })
  emailChangeConfirm(@Arg('token', () => String, LINK) token: string, @Ctx() ctx: AuthContext) {
    return done(() => confirmEmailChange(ctx, token));
  }

  @Mutation(() => SimplePayload, {
    description: 'Takes a change of address back by the link that was mailed to the old one, within seven days. All sessions end.',
  })
  emailChangeUndo(@Arg('token', () => String, LINK) token: string, @Ctx() ctx: AuthContext) {
    return done(() => undoEmailChange(ctx, token));
  }
}
