import type { Counter, Gauge, Meter } from '@supergraph/kernel/telemetry';

export type TransportName = 'websocket' | 'event-stream' | 'event-stream-single' | 'multipart';

/** Why a subscription ended. */
export type EndReason =
  | 'client_complete'
  | 'client_disconnect'
  | 'slow_client'
  | 'heartbeat_lost'
  | 'token_expired'
  | 'session_ended'
  | 'api_key_changed'
  | 'address_refused'
  | 'membership_revoked'
  | 'forbidden'
  | 'module_disabled'
  | 'organization_suspended'
  | 'schema_reload'
  | 'facts_unknown'
  | 'server_close'
  | 'failed';

/** What is counted of live updates. */
export interface RealtimeMetrics {
  connections: Gauge<'transport'>;
  operations: Gauge<'transport'>;
  triggers: Gauge<never>;
  deliveries: Counter<never>;
  executions: Counter<never>;
  suppressed: Counter<never>;
  dropped: Counter<'reason'>;
  ends: Counter<'reason'>;
  resumes: Counter<'outcome'>;
  lag: Gauge<'source'>;
}

export const createRealtimeMetrics = (meter: Meter): RealtimeMetrics => ({
  connections: meter.gauge({
    name: 'innoerp_realtime_connections',
    help: 'Open connections that can carry subscriptions',
    labels: ['transport'],
  }),
  operations: meter.gauge({ name: 'innoerp_realtime_operations', help: 'Running subscriptions', labels: ['transport'] }),
  triggers: meter.gauge({ name: 'innoerp_realtime_triggers', help: 'Classes of running subscriptions', labels: [] }),
  deliveries: meter.counter({ name: 'innoerp_realtime_deliveries_total', help: 'Answers handed to subscriptions', labels: [] }),
  executions: meter.counter({
    name: 'innoerp_realtime_executions_total',
    help: 'Executions of subscriptions, one for each event and class',
    labels: [],
  }),
  suppressed: meter.counter({
    name: 'innoerp_realtime_suppressed_total',
    help: 'Answers not sent because nothing selected had changed',
    labels: [],
  }),
  dropped: meter.counter({
    name: 'innoerp_realtime_dropped_total',
    help: 'Answers dropped: for a client that is too slow, or because messages were lost',
    labels: ['reason'],
  }),
  ends: meter.counter({ name: 'innoerp_realtime_ends_total', help: 'Subscriptions that ended, by reason', labels: ['reason'] }),
  resumes: meter.counter({
    name: 'innoerp_realtime_resumes_total',
    help: 'Subscriptions that went on from a cursor: recovered, or lost and told to read the data again',
    labels: ['outcome'],
  }),
  lag: meter.gauge({
    name: 'innoerp_realtime_lag_seconds',
    help: 'How late events arrive, by source; a silent source lags',
    labels: ['source'],
  }),
});
