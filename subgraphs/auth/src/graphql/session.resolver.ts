import { DateTime, mutationPayload } from '@supergraph/kernel/graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { revokeOtherSessions, revokeSession } from '../actions/revoke-sessions.js';
import { revokeSessionsOfUser } from '../actions/revoke-sessions-of-user.js';
import type { AuthContext } from '../context.js';
import type { Session } from '../domain/session.entity.js';
import { findCurrentSession } from '../queries/find-current-session.js';
import { SessionEndReason, SessionStatus } from './auth.enums.js';
import { OrganizationType, UserType } from './foreign.types.js';
import { SessionPayload, SessionRevokeOthersPayload } from './session.payloads.js';
import { SessionType } from './session.type.js';

@Resolver(() => SessionType)
export class SessionResolver {
  @Directive('@authenticated')
  @Query(() => SessionType, { nullable: true, description: 'The session of the access token; null for callers that are no person.' })
  currentSession(@Ctx() ctx: AuthContext) {
    return findCurrentSession(ctx);
  }

  @Directive('@authenticated')
  @Mutation(() => SessionPayload, { description: 'Ends one of your own sessions, wherever it was started; not the one you are in.' })
  sessionRevoke(@Arg('id', () => ID) id: string, @Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ session: await revokeSession(ctx, id) }));
  }

  @Directive('@authenticated')
  @Mutation(() => SessionRevokeOthersPayload, { description: 'Ends all of your own sessions but the one you are in.' })
  sessionRevokeOthers(@Ctx() ctx: AuthContext) {
    return mutationPayload(async () => ({ revokedCount: await revokeOtherSessions(ctx) }), { revokedCount: 0 });
  }

  @Directive('@requiresScopes(scopes: [["org:members:write"], ["platform:users:write"]])')
  @Mutation(() => SessionRevokeOthersPayload, {
    description: "Ends somebody's sessions: those in your organization, or all of them for platform staff.",
  })
  userSessionsRevoke(
    @Arg('userId', () => ID) userId: string,
    @Arg('reason', () => String, { description: '1 to 500 characters, for the audit trail.' }) reason: string,
    @Ctx() ctx: AuthContext,
  ) {
    return mutationPayload(async () => ({ revokedCount: await revokeSessionsOfUser(ctx, { userId, reason }) }), { revokedCount: 0 });
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Who it belongs to. Right after a login only the id: the rest needs the access token.',
  })
  user(@Root() { userId }: Session) {
    return { id: userId };
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who of the platform’s staff acts as the person; null where nobody does.' })
  impersonator(@Root() { impersonatorId }: Session) {
    return impersonatorId && { id: impersonatorId };
  }

  @Directive('@provides(fields: "name slug status")')
  @FieldResolver(() => OrganizationType, { nullable: true, description: 'The organization it acts in; null for platform staff.' })
  organization(@Root() { organizationId }: Session, @Ctx() ctx: AuthContext) {
    return organizationId && ctx.loaders.organizationById.load(organizationId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether this very request was made in it.' })
  isCurrent(@Root() { id }: Session, @Ctx() { actor }: AuthContext): boolean {
    return actor.sessionId === id;
  }

  @FieldResolver(() => SessionStatus, { description: 'Whether it still counts.' })
  status(@Root() session: Session): SessionStatus {
    return session.statusAt(new Date());
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'When it was over; null while it is not.' })
  endedAt(@Root() session: Session): Date | null {
    return session.endedBy(new Date());
  }

  @FieldResolver(() => SessionEndReason, { nullable: true, description: 'Why it is over; null while it is not.' })
  endedReason(@Root() session: Session): SessionEndReason | null {
    return session.endReasonAt(new Date());
  }
}
