import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { tableOf } from './table-of.js';

/** Which of some events are in the audit trail; in the order in which they were recorded. */
export const readRecorded = (em: EntityManager, ids: readonly string[]): Promise<AuditEvent[]> =>
  em.find(AuditEvent, { id: { $in: [...ids] } }, { orderBy: { organizationId: 'asc', sequence: 'asc' }, disableIdentityMap: true });

/** Which of some events a consumer is done with: there is an effect of them by now, or there will be none by itself. */
export async function readDone(em: EntityManager, consumer: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await em.execute<{ event_id: string }[]>(
    `select event_id from ${tableOf(em, 'inbox')} where consumer = ? and event_id = any(?::uuid[])`,
    [consumer, `{${ids.join(',')}}`],
  );
  return new Set(rows.map((row) => row.event_id));
}
