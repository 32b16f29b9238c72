import { CommonErrors } from '@supergraph/kernel/errors';
import { Subscription } from '@supergraph/kernel/graphql';
import type { Pulse } from '@supergraph/kernel/live';
import { Arg, Ctx, Directive, ID, Resolver, Root } from 'type-graphql';
import type { RecordedMessage } from '../actions/tell-audit-events.js';
import type { MonitoringContext } from '../context.js';
import { AuditEventType } from './audit-event.type.js';
import { AuditEventRecordedFilterInput, RealtimeStatusType } from './live.type.js';

@Resolver()
export class LiveResolver {
  @Directive('@requiresScopes(scopes: [["org:audit:read"], ["platform:audit:read"]])')
  @Directive('@tenantScoped(argument: "organizationId")')
  @Subscription(() => AuditEventType, { description: 'What happens in an organization, as soon as it is in its audit trail.' })
  async auditEventRecorded(
    @Arg('organizationId', () => ID, { description: 'Whose trail.' }) _organizationId: string,
    @Arg('filter', () => AuditEventRecordedFilterInput, { nullable: true }) _filter: AuditEventRecordedFilterInput | null,
    @Root() { auditEventId }: Partial<RecordedMessage>,
    @Ctx() { loaders }: MonitoringContext,
  ) {
    // A message of another kind, or of a row that is not there, is nothing that the trail knows of.
    const recorded = auditEventId ? await loaders.auditEventById.load(auditEventId) : null;
    if (!recorded) throw CommonErrors.NOT_FOUND('AuditEvent');
    return recorded;
  }

  @Directive('@authenticated')
  @Subscription(() => RealtimeStatusType, {
    description: 'How late live updates are, by service, every five seconds: for a hint on a dashboard that what it shows is old.',
  })
  realtimeStatus(@Root() { source, relayLagMs, consumerLagMs, at }: Pulse): RealtimeStatusType {
    return { source, lagMs: relayLagMs + consumerLagMs, at: new Date(at) };
  }
}
