import { inTransaction } from '@supergraph/kernel/db';
import { auditAnchored } from '@supergraph/schema/events';
import type { MonitoringContext } from '../context.js';
import type { AnchoredEnd } from '../domain/anchor-hash.js';
import { AuditAnchor } from '../domain/audit-anchor.entity.js';
import { GENESIS_HASH } from '../domain/audit-hash.js';
import { tableOf } from '../queries/table-of.js';

/** Any number that nobody else of this schema locks by. */
const TURN = 4_301;

/**
 * Seals the ends of all chains that grew since the last anchor, if it is time and any did, and announces the seal, so that it
 * leaves this database. One replica does it for all. @returns the anchor, or null.
 */
export function anchorAudit(ctx: MonitoringContext): Promise<AuditAnchor | null> {
  const { em } = ctx;
  return inTransaction(em, async () => {
    const takenAt = await takeTurn(ctx);
    if (!takenAt) return null;
    const [last] = await em.find(AuditAnchor, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    const sequence = (last?.sequence ?? 0) + 1;
    const ends = await sealEnds(ctx, sequence, takenAt);
    if (ends.length === 0) return null;

    const anchor = new AuditAnchor(ends, { sequence, takenAt, prevHash: last?.hash ?? GENESIS_HASH });
    em.persist(anchor);
    const { id: anchorId, chains, root, prevHash, hash } = anchor;
    ctx.events.raise(auditAnchored, { anchorId, sequence, takenAt: takenAt.toISOString(), chains, root, prevHash, hash });

    await em.flush();
    return anchor;
  });
}

/** The time of the database, where an anchor is due and no other replica is at it. */
async function takeTurn({ em, services }: MonitoringContext): Promise<Date | null> {
  const [turn] = await em.execute<{ now: Date | string }[]>(
    `select date_trunc('milliseconds', now()) as now where pg_try_advisory_xact_lock(?, hashtext(current_database()))
       and not exists (select from ${tableOf(em, AuditAnchor)} where taken_at > now() - make_interval(secs => ?))`,
    [TURN, services.anchorIntervalMs / 1_000],
  );
  return turn ? new Date(turn.now) : null;
}

async function sealEnds({ em }: MonitoringContext, anchor: number, takenAt: Date): Promise<AnchoredEnd[]> {
  const ends = tableOf(em, 'audit_anchored_end');
  const rows = await em.execute<{ organization_id: string | null; length: string; head_hash: string }[]>(
    `insert into ${ends} (organization_id, anchor, taken_at, length, head_hash)
     select chain.organization_id, ?, ?, chain.length, chain.head_hash from ${tableOf(em, 'audit_chain')} chain
     where chain.length > coalesce(
       (select max(sealed.length) from ${ends} sealed where sealed.organization_id is not distinct from chain.organization_id), 0)
     returning organization_id, length, head_hash`,
    [anchor, takenAt],
  );
  return rows.map(({ organization_id, length, head_hash }) => ({
    organizationId: organization_id,
    length: BigInt(length),
    headHash: head_hash,
  }));
}
