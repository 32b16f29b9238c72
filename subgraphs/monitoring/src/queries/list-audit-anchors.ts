import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { MonitoringContext } from '../context.js';
import { AuditAnchor } from '../domain/audit-anchor.entity.js';

/** A page of anchors, the latest first. */
export const listAuditAnchors = ({ em }: MonitoringContext, page: PageArgs): Promise<Connection<AuditAnchor>> =>
  connection(em, AuditAnchor, { orderBy: [{ sequence: 'desc' }], page });
