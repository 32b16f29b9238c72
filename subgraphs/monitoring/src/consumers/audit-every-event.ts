import { defineConsumerOfAll } from '@supergraph/kernel/events';
import { auditAnchored } from '@supergraph/schema/events';
import { recordAuditEvent } from '../actions/record-audit-event.js';
import type { MonitoringContext } from '../context.js';

/** Whatever happens anywhere is in the audit trail, but for the trail's own seal: each would call for the next one. */
export const auditEveryEvent = defineConsumerOfAll({
  name: 'monitoring.record-audit-event',
  handle: async (ctx: MonitoringContext, record) => (record.type === auditAnchored.type ? undefined : recordAuditEvent(ctx, record)),
});
