import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { MonitoringContext } from '../context.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { type AuditFilter, auditRows } from './audit-filter.js';

/** A page of everybody's trail, the newest records first. */
export function listAuditEvents({ em, actor }: MonitoringContext, filter: AuditFilter, page: PageArgs): Promise<Connection<AuditEvent>> {
  return connection(em, AuditEvent, { where: auditRows(actor, filter), orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }], page });
}
