import type { EntityManager } from '@mikro-orm/postgresql';
import type { Context } from '@supergraph/kernel/context';
import { byKey } from '@supergraph/kernel/db';
import type { HealthReport } from '@supergraph/kernel/telemetry';
import type { MonitoringConfig } from './config.js';
import { AuditEvent } from './domain/audit-event.entity.js';
import { auditEventsOfOrganizations, auditEventsOfUsers } from './queries/page-audit-events.js';
import { uptimeOfServices } from './queries/read-uptime.js';

/** The services around us. */
interface Siblings {
  /** Names of all that can be reached, this one included. */
  siblings: () => string[];
  /** Asks one how it does; rejects where it does not answer. */
  probe: (name: string) => Promise<HealthReport>;
}

interface Boot extends Siblings {
  config: MonitoringConfig;
  em: () => EntityManager;
}

export interface MonitoringServices extends Siblings {
  /** A fresh EntityManager that sees every organization: for what is told of all trails. */
  em: () => EntityManager;
  probeIntervalMs: number;
  probeTimeoutMs: number;
  anchorIntervalMs: number;
  /** Where anchors are written beside the database and the events. */
  anchorFile: string | undefined;
}

export const services = ({ config, em, siblings, probe }: Boot): MonitoringServices => ({
  em,
  siblings,
  probe,
  probeIntervalMs: config.PROBE_INTERVAL_MS,
  probeTimeoutMs: config.PROBE_TIMEOUT_MS,
  anchorIntervalMs: config.AUDIT_ANCHOR_INTERVAL_MS,
  anchorFile: config.AUDIT_ANCHOR_FILE,
});

export const loaders = ({ em, actor }: Context) => ({
  auditEventById: byKey(em, AuditEvent),
  auditEventsOfOrganization: auditEventsOfOrganizations({ em, actor }),
  auditEventsOfUser: auditEventsOfUsers({ em, actor }),
  uptime: uptimeOfServices(em),
});

export type MonitoringContext = Context<ReturnType<typeof loaders>, MonitoringServices>;
