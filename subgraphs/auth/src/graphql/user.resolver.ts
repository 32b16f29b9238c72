import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AuthContext } from '../context.js';
import { listSessionsOfUser } from '../queries/list-sessions-of-user.js';
import { seesCredentialsOf } from '../queries/sees-credentials-of.js';
import { showMfaStatus } from '../queries/show-mfa-status.js';
import { UserType } from './foreign.types.js';
import { MfaStatusType } from './mfa.type.js';
import { SessionConnectionType, SessionsArgs } from './session.type.js';
import { LockoutType } from './user.type.js';

const WHO = 'You see it of yourself, of members with org:members:write, and of everybody as platform staff; null elsewhere.';

@Resolver(() => UserType)
export class UserResolver {
  @FieldResolver(() => SessionConnectionType, {
    nullable: true,
    description:
      'Your own sessions, newest first; for administrators those of a member in their organization, for platform staff all. Null where you may not see any.',
  })
  sessions(@Root() { id }: UserType, @Args(() => SessionsArgs) args: SessionsArgs, @Ctx() ctx: AuthContext) {
    return listSessionsOfUser(ctx, id, args);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: `Whether the e-mail address is proved to be theirs. ${WHO}` })
  async emailVerified(@Root() { id }: UserType, @Ctx() ctx: AuthContext): Promise<boolean | null> {
    const account = (await seesCredentialsOf(ctx, id)) ? await ctx.loaders.accountById.load(id) : null;
    return account && account.emailVerifiedAt !== null;
  }

  @FieldResolver(() => MfaStatusType, { nullable: true, description: `Second factors. ${WHO}` })
  async mfa(@Root() { id }: UserType, @Ctx() ctx: AuthContext) {
    return (await seesCredentialsOf(ctx, id)) ? showMfaStatus(ctx, id) : null;
  }

  @FieldResolver(() => LockoutType, {
    nullable: true,
    description: `The block after too many wrong passwords; null where there is none. ${WHO}`,
  })
  async lockout(@Root() { id }: UserType, @Ctx() ctx: AuthContext) {
    return (await seesCredentialsOf(ctx, id)) ? ctx.loaders.lockoutByUserId.load(id) : null;
  }
}
