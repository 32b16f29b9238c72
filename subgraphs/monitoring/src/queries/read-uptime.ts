import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { ServiceProbe } from '../domain/service-probe.entity.js';
import { type UptimeWindow, windowSeconds } from '../domain/uptime-window.js';
import { tableOf } from './table-of.js';

export interface UptimeKey {
  service: string;
  window: UptimeWindow;
}

const keyOf = ({ service, window }: UptimeKey) => `${window}:${service}`;

/**
 * A loader of the share of probes that found a service ready, from 0 to 1; null where there were none. Probes that could
 * not tell do not count. All services and windows of a request are read in one statement.
 */
export function uptimeOfServices(em: EntityManager) {
  return new DataLoader<UptimeKey, number | null, string>(
    async (keys) => {
      const asked = keys.map(({ service, window }) => ({ service, window, seconds: windowSeconds[window] }));
      const rows = await em.execute<(UptimeKey & { share: number | null })[]>(
        `select a.service, a.window, u.share from jsonb_to_recordset(?::jsonb) as a(service text, "window" text, seconds int)
         cross join lateral (
           select (count(*) filter (where p.status in ('UP', 'DEGRADED')))::float8 / nullif(count(*) filter (where p.status <> 'UNKNOWN'), 0) as share
           from ${tableOf(em, ServiceProbe)} p where p.service = a.service and p.checked_at > now() - make_interval(secs => a.seconds)
         ) u`,
        [JSON.stringify(asked)],
      );
      const shares = new Map(rows.map((row) => [keyOf(row), row.share]));
      return keys.map((key) => shares.get(keyOf(key)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}
