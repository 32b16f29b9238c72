import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '@supergraph/kernel/db';
import type { EventRecord } from '@supergraph/kernel/events';
import type { MonitoringContext } from '../context.js';
import { AuditChain } from '../domain/audit-chain.entity.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { auditFactsOf } from '../domain/audit-facts.js';
import { tableOf } from '../queries/table-of.js';

/** Appends an event to its organization's trail, or to the platform's own. One that is there already stays as it is. */
export function recordAuditEvent({ em }: MonitoringContext, record: EventRecord): Promise<void> {
  return inTransaction(em, async () => {
    const chain = (await lockChain(em, record.organizationId)) ?? (await createChain(em, record.organizationId));
    // Asked behind the lock, where nobody else can be about to write the same one.
    if ((await em.count(AuditEvent, { id: record.id })) > 0) return;

    em.persist(chain.append(auditFactsOf(record)));

    await em.flush();
  });
}

const lockChain = (em: EntityManager, organizationId: string | null) =>
  em.findOne(AuditChain, { organizationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });

/** Two first events may meet here: one of them makes the row, both lock it. */
async function createChain(em: EntityManager, organizationId: string | null): Promise<AuditChain> {
  await em.execute(
    `insert into ${tableOf(em, AuditChain)} (organization_id) values (?) on conflict (organization_id) do nothing`,
    [organizationId],
    'run',
  );
  const chain = await lockChain(em, organizationId);
  if (!chain) throw new Error('the head of an audit chain vanished while it was made');
  return chain;
}
