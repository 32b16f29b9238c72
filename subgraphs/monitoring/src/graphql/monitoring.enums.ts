import { registerEnumType } from 'type-graphql';
import { ActorType, AuditOutcome, AuditSeverity } from '../domain/audit-enums.js';
import { ChainBreak } from '../domain/chain-break.js';
import { HealthStatus } from '../domain/health.js';
import { UptimeWindow } from '../domain/uptime-window.js';
import { DashboardSection } from '../queries/read-dashboard.js';

registerEnumType(HealthStatus, {
  name: 'HealthStatus',
  description: 'How a service or one of its dependencies does.',
  valuesConfig: {
    UP: { description: 'It works.' },
    DEGRADED: { description: 'It works, but something that it can do without does not.' },
    DOWN: { description: 'It does not answer, or says that it cannot work.' },
    UNKNOWN: { description: 'It answered something that we do not understand.' },
  },
});

registerEnumType(UptimeWindow, {
  name: 'UptimeWindow',
  description: 'How far back uptime looks.',
  valuesConfig: {
    H1: { description: 'The last hour.' },
    D1: { description: 'The last 24 hours.' },
    D7: { description: 'The last 7 days.' },
    D30: { description: 'The last 30 days.' },
  },
});

registerEnumType(DashboardSection, { name: 'DashboardSection', description: 'A part of the dashboard, named like its field.' });

registerEnumType(ActorType, {
  name: 'ActorType',
  description: 'Who did something.',
  valuesConfig: {
    USER: { description: 'A person.' },
    SERVICE_ACCOUNT: { description: 'A program of an organization or a partner, with an API key.' },
    SYSTEM: { description: 'The platform itself.' },
    ANONYMOUS: { description: 'Nobody we know.' },
  },
});

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'How an action ended.',
  valuesConfig: {
    SUCCESS: { description: 'It was done.' },
    FAILURE: { description: 'It was tried and did not work.' },
    DENIED: { description: 'It was refused for want of permission.' },
  },
});

registerEnumType(AuditSeverity, { name: 'AuditSeverity', description: 'How much an action matters to whoever watches over security.' });

registerEnumType(ChainBreak, {
  name: 'ChainBreak',
  description: 'Why a chain of audit events is not sound.',
  valuesConfig: {
    MISSING: { description: 'An event is not there.' },
    ALTERED: { description: 'An event says something else than when it was recorded.' },
    UNLINKED: { description: 'An event does not follow the one before it: one of the two was replaced.' },
    HEAD_MISMATCH: { description: 'The chain does not end where its head says: events were cut off or put behind.' },
    ANCHOR_MISMATCH: { description: 'The chain is sound in itself and not the one that was sealed: it was written anew.' },
  },
});

export { ActorType, AuditOutcome, AuditSeverity, ChainBreak, DashboardSection, HealthStatus, UptimeWindow };
