import type { EntityManager } from '@mikro-orm/postgresql';
import { tableOf } from './table-of.js';

export interface AnchorCheck {
  /** When the last end within the stretch was sealed. */
  anchoredAt: Date | null;
  /** Place of the first sealed event that is not there, or is another one than was sealed. */
  firstBroken: bigint | null;
}

/** Compares a stretch of a chain with the ends of it that were sealed. `to` null: as far as anything was sealed. */
export async function checkAnchors(
  em: EntityManager,
  { organizationId, from, to }: { organizationId: string | null; from: bigint; to: bigint | null },
): Promise<AnchorCheck> {
  const [row] = await em.execute<{ anchored_at: Date | string | null; first_broken: string | null }[]>(
    `select max(sealed.taken_at) as anchored_at, min(sealed.length) filter (where event.hash is distinct from sealed.head_hash) as first_broken
     from ${tableOf(em, 'audit_anchored_end')} sealed
     left join ${tableOf(em, 'audit_event')} event
       on event.organization_id is not distinct from sealed.organization_id and event.sequence = sealed.length
     where sealed.organization_id is not distinct from ?::uuid and sealed.length >= ? and sealed.length <= coalesce(?::bigint, sealed.length)`,
    [organizationId, String(from), to === null ? null : String(to)],
  );
  return {
    anchoredAt: row?.anchored_at ? new Date(row.anchored_at) : null,
    firstBroken: row?.first_broken ? BigInt(row.first_broken) : null,
  };
}
