import type { EventRecord } from '@supergraph/kernel/events';
import { Subscription } from '@supergraph/kernel/graphql';
import { liveFacts } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AuthContext } from '../context.js';
import { findSession } from '../queries/find-session.js';
import { SessionEventFilterInput, SessionEventType, sessionChanges } from './live.type.js';
import { SessionType } from './session.type.js';

@Resolver(() => SessionEventType)
export class SessionEventResolver {
  @Directive('@authenticated')
  @Subscription(() => SessionEventType, {
    description: 'Each change of your own sessions in this organization: logins, ends, copies of tokens.',
  })
  sessionChanged(
    @Arg('filter', () => SessionEventFilterInput, { nullable: true }) _filter: SessionEventFilterInput | null,
    @Root() event: EventRecord,
  ) {
    const { sessionId, reason = null } = event.payload as SessionEventType;
    const { occurredAt } = liveFacts(event);
    return { occurredAt, change: sessionChanges.kindOf(event), sessionId, reason };
  }

  @FieldResolver(() => SessionType, { nullable: true, description: 'The session as it is now.' })
  session(@Root() { sessionId }: SessionEventType, @Ctx() ctx: AuthContext) {
    return findSession(ctx, sessionId);
  }
}
