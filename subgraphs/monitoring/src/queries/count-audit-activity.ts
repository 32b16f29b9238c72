import type { MonitoringContext } from '../context.js';
import { AuditEvent } from '../domain/audit-event.entity.js';
import { tableOf } from './table-of.js';

export interface AuditActivityBucket {
  from: Date;
  to: Date;
  count: number;
}

export interface AuditActivity {
  action: string;
  count: number;
  /** One for each hour, the empty ones too. */
  buckets: AuditActivityBucket[];
}

const HOUR = 3_600_000;
const HOURS = 24;

/**
 * What happened on the whole platform in the hour that runs and the 23 before it, counted by action, the most frequent
 * first. Numbers only, so it reads across organizations on purpose.
 */
export async function countAuditActivity({ em }: Pick<MonitoringContext, 'em'>, now = new Date()): Promise<AuditActivity[]> {
  const end = (Math.floor(now.getTime() / HOUR) + 1) * HOUR;
  const start = end - HOURS * HOUR;
  const rows = await em.execute<{ action: string; bucket: number; count: number }[]>(
    `select action, floor((extract(epoch from occurred_at) * 1000 - ?) / ?)::int as bucket, count(*)::int as count
     from ${tableOf(em, AuditEvent)} where occurred_at >= ? and occurred_at < ? group by 1, 2`,
    [start, HOUR, new Date(start), new Date(end)],
  );
  const activities = [...Map.groupBy(rows, ({ action }) => action)].map(([action, counts]) => {
    const byBucket = new Map(counts.map(({ bucket, count }) => [bucket, count]));
    const buckets = Array.from({ length: HOURS }, (_, index) => ({
      from: new Date(start + index * HOUR),
      to: new Date(start + (index + 1) * HOUR),
      count: byBucket.get(index) ?? 0,
    }));
    return { action, count: buckets.reduce((sum, { count }) => sum + count, 0), buckets };
  });
  return activities.toSorted((one, other) => other.count - one.count || (one.action < other.action ? -1 : 1));
}
