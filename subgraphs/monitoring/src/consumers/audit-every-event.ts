import { defineConsumerOfAll } from '@supergraph/kernel/events';
import { recordAuditEvent } from '../actions/record-audit-event.js';
import type { MonitoringContext } from '../context.js';

/** Whatever happens anywhere is in the audit trail. */
export const auditEveryEvent = defineConsumerOfAll({
  name: 'monitoring.record-audit-event',
  handle: (ctx: MonitoringContext, record) => recordAuditEvent(ctx, record),
});
