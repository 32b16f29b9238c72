import type { MonitoringContext } from '../context.js';
import { ServiceProbe } from '../domain/service-probe.entity.js';
import { PROBES_KEPT_DAYS } from '../domain/uptime-window.js';

const DAY = 86_400_000;

/** Forgets probes that no window reaches any longer. @returns how many. */
export function pruneProbes({ em }: MonitoringContext): Promise<number> {
  return em.nativeDelete(ServiceProbe, { checkedAt: { $lt: new Date(Date.now() - PROBES_KEPT_DAYS * DAY) } });
}
