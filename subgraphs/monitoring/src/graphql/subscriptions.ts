import { PULSE_CHANNEL } from '@supergraph/kernel/live';
import { allOf, defineSubscription, oneOf } from '@supergraph/kernel/realtime';
import { trailChannel } from '../actions/tell-audit-events.js';
import type { MonitoringContext } from '../context.js';
import type { AuditEventRecordedFilterInput } from './live.type.js';

interface OfTrail {
  organizationId: string;
  filter?: AuditEventRecordedFilterInput | null;
}

/** Where the events of each subscription field come from. */
export const subscriptions = [
  defineSubscription<MonitoringContext, OfTrail>({
    field: 'auditEventRecorded',
    ofMessages: true,
    channels: (_ctx, { organizationId }) => [trailChannel(organizationId)],
    where: ({ organizationId, filter }) =>
      allOf(
        { path: 'organizationId', in: [organizationId] },
        oneOf('action', filter?.actions),
        oneOf('actorId', filter?.actorIds),
        oneOf('actorType', filter?.actorTypes),
        oneOf('targetTypes', filter?.targetTypes),
        oneOf('targetIds', filter?.targetIds),
        oneOf('outcome', filter?.outcome),
        oneOf('severity', filter?.severity),
      ),
  }),
  defineSubscription<MonitoringContext, Record<string, never>>({
    field: 'realtimeStatus',
    ofMessages: true,
    channels: () => [PULSE_CHANNEL],
  }),
];
