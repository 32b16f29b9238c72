import { mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { disableUser, enableUser } from '../actions/set-user-status.js';
import { updateViewer } from '../actions/update-viewer.js';
import type { UserContext } from '../context.js';
import type { User } from '../domain/user.entity.js';
import { findEmail, findUser } from '../queries/find-user.js';
import { listMembershipsOfUser } from '../queries/list-memberships-of-user.js';
import { listUsers } from '../queries/list-users.js';
import { MembershipConnectionType } from './membership.type.js';
import { MembershipsArgs, UsersArgs, ViewerUpdateInput } from './user.inputs.js';
import { UserPayload } from './user.payloads.js';
import { UserConnectionType, UserType } from './user.type.js';

const CHANGES_PEOPLE = '@requiresScopes(scopes: [["platform:users:write"]])';
const REASON = { description: '1 to 500 characters, for the audit trail.' };

@Resolver(() => UserType)
export class UserResolver {
  @Directive('@authenticated')
  @Query(() => UserType, {
    nullable: true,
    description: 'The person who asks. Null for programs, and for a moment after a sign-up, until the person is known here.',
  })
  viewer(@Ctx() { actor, loaders }: UserContext): Promise<User | null> | null {
    return actor.kind === 'user' && actor.subject ? loaders.userById.load(actor.subject) : null;
  }

  @Directive('@authenticated')
  @Query(() => UserType, { nullable: true, description: 'Yourself or somebody of your organization; null for anybody else.' })
  user(@Arg('id', () => ID) id: string, @Ctx() ctx: UserContext) {
    return findUser(ctx, id);
  }

  @Directive('@requiresScopes(scopes: [["platform:users:read"]])')
  @Query(() => UserConnectionType, { description: 'Everybody, for platform staff; newest first.' })
  users(@Args(() => UsersArgs) { query, ...page }: UsersArgs, @Ctx() ctx: UserContext) {
    return listUsers(ctx, query, page);
  }

  @Directive('@authenticated')
  @Mutation(() => UserPayload, { description: 'Changes what you say about yourself.' })
  viewerUpdate(@Arg('input', () => ViewerUpdateInput) input: ViewerUpdateInput, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ user: await updateViewer(ctx, input) }));
  }

  @Directive(CHANGES_PEOPLE)
  @Mutation(() => UserPayload, {
    description:
      'Locks somebody out of the platform, for platform staff: their sessions end. Memberships stay as they are. Nobody disables themselves.',
  })
  userDisable(@Arg('id', () => ID) id: string, @Arg('reason', () => String, REASON) reason: string, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ user: await disableUser(ctx, { id, reason }) }));
  }

  @Directive(CHANGES_PEOPLE)
  @Mutation(() => UserPayload, { description: 'Lets somebody log in again who was disabled, for platform staff.' })
  userEnable(@Arg('id', () => ID) id: string, @Arg('reason', () => String, REASON) reason: string, @Ctx() ctx: UserContext) {
    return mutationPayload(async () => ({ user: await enableUser(ctx, { id, reason }) }));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Lower case. Yours, and with org:members:read that of your organization's members; null where you may not see it.",
  })
  email(@Root() user: User, @Ctx() ctx: UserContext) {
    return findEmail(ctx, user);
  }

  @FieldResolver(() => MembershipConnectionType, {
    description:
      'All of your own, newest first. Of somebody else only the one in your organization, with org:members:read. All for platform staff.',
  })
  memberships(@Root() user: User, @Args(() => MembershipsArgs) { first, after }: MembershipsArgs, @Ctx() ctx: UserContext) {
    return listMembershipsOfUser(ctx, user.id, { first, after });
  }
}
