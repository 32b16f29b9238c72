import { isUuid } from '@supergraph/kernel/db';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { anchorAudit } from './actions/anchor-audit.js';
import { exportAnchors } from './actions/export-anchors.js';
import { probeServices } from './actions/probe-services.js';
import { pruneProbes } from './actions/prune-probes.js';
import { config } from './config.js';
import { auditEveryEvent } from './consumers/audit-every-event.js';
import { tellRecordedEvents } from './consumers/tell-recorded-events.js';
import { loaders, type MonitoringContext, services } from './context.js';
import { AuditAnchor } from './domain/audit-anchor.entity.js';
import { AuditChain } from './domain/audit-chain.entity.js';
import { AuditEvent } from './domain/audit-event.entity.js';
import { ServiceProbe } from './domain/service-probe.entity.js';
import { AuditActorResolver, AuditEventResolver, OrganizationResolver, UserResolver } from './graphql/audit.resolver.js';
import { AuditAnchorResolver } from './graphql/audit-anchor.resolver.js';
import { DashboardResolver } from './graphql/dashboard.resolver.js';
import { LiveResolver } from './graphql/live.resolver.js';
import { ServiceHealthResolver } from './graphql/service-health.resolver.js';
import { subscriptions } from './graphql/subscriptions.js';
import { migrations } from './migrations/index.js';
import { seesOrganization } from './queries/sees-organization.js';

export const monitoringSubgraph = createSubgraph({
  name: 'monitoring',
  config,
  entities: [AuditAnchor, AuditChain, AuditEvent, ServiceProbe],
  migrations,
  resolvers: [
    ServiceHealthResolver,
    DashboardResolver,
    AuditEventResolver,
    AuditActorResolver,
    AuditAnchorResolver,
    OrganizationResolver,
    UserResolver,
    LiveResolver,
  ],
  subscriptions,
  services,
  loaders,
  references: {
    AuditEvent: ({ id }, { loaders }: MonitoringContext) => loaders.auditEventById.load(id),
    Organization: ({ id }, { actor }: MonitoringContext) => (isUuid(id) && seesOrganization(actor, id) ? { id } : null),
    // Whom a request may know is the user subgraph's affair; what a person did is narrowed where it is read.
    User: ({ id }, { actor }: MonitoringContext) => (isUuid(id) && actor.isAuthenticated ? { id } : null),
  },
  consumers: [auditEveryEvent],
  directConsumers: ({ services, ports }) => [tellRecordedEvents({ em: services.em, broker: ports.broker })],
  jobs: [
    // Looks every second whether a round is due; PROBE_INTERVAL_MS says how often one is.
    { name: 'monitoring.probe-services', every: 1_000, run: probeServices },
    { name: 'monitoring.prune-probes', every: 3_600_000, run: pruneProbes },
    // Looks every second whether an anchor is due; AUDIT_ANCHOR_INTERVAL_MS says how often one is.
    { name: 'monitoring.anchor-audit', every: 1_000, run: anchorAudit },
    { name: 'monitoring.export-anchors', every: 10_000, run: exportAnchors },
  ],
});
