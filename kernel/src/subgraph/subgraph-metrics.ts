import type { Meter, Reading } from '../telemetry/index.js';
import type { RunningSubgraph } from './running-subgraph.js';

type Counted = Pick<RunningSubgraph, 'name' | 'eventStats' | 'cacheStats'>;

/** Shows in the metrics what became of the events and of the cached reads of the subgraphs of this process. */
export function meterSubgraphs(meter: Meter, subgraphs: readonly Counted[]): void {
  meterCaches(meter, subgraphs);
  meterRelays(meter, subgraphs);
  meterConsumers(meter, subgraphs);
}

function meterCaches(meter: Meter, subgraphs: readonly Counted[]): void {
  const families = () =>
    subgraphs.flatMap(({ name: subgraph, cacheStats }) =>
      Object.entries(cacheStats()).map(([family, stats]) => ({ subgraph, family, stats })),
    );
  meter.observe(
    {
      kind: 'counter',
      name: 'innoerp_cache_reads_total',
      help: 'Reads by family of keys and what became of them: near, hits and stale touch no database',
      labels: ['subgraph', 'family', 'outcome'],
    },
    () =>
      families().flatMap(({ subgraph, family, stats: { hitRate: _share, ...counts } }) =>
        Object.entries(counts).map(([outcome, count]): Reading<string> => [{ subgraph, family, outcome }, count]),
      ),
  );
  meter.observe(
    {
      kind: 'gauge',
      name: 'innoerp_cache_hit_ratio',
      help: 'Share of reads that touched no database, since the start',
      labels: ['subgraph', 'family'],
    },
    () =>
      families().flatMap(({ subgraph, family, stats: { hitRate } }) =>
        hitRate === null ? [] : [[{ subgraph, family }, hitRate] as const],
      ),
  );
}

function meterRelays(meter: Meter, subgraphs: readonly Counted[]): void {
  const gauge = (name: string, help: string, read: (relay: ReturnType<Counted['eventStats']>['relay']) => number) =>
    meter.observe({ kind: 'gauge', name: `innoerp_relay_${name}`, help, labels: ['subgraph'] }, () =>
      subgraphs.map(({ name: subgraph, eventStats }) => [{ subgraph }, read(eventStats().relay)] as const),
    );
  gauge('leader', 'Whether this process brings the events of the subgraph out', ({ isLeader }) => Number(isLeader));
  gauge('waiting_events', 'Events that wait for their way out', ({ waiting }) => waiting);
  gauge('lag_seconds', 'How long the oldest of them has been waiting', ({ lagMs }) => lagMs / 1_000);
  gauge('refused_events', 'Events that Kafka refused for good, with those that wait behind them', ({ refused }) => refused);
  gauge('kafka_lost', 'Whether Kafka lost what it had taken: publish the log again', ({ isLost }) => Number(isLost));
}

function meterConsumers(meter: Meter, subgraphs: readonly Counted[]): void {
  meter.observe(
    {
      kind: 'counter',
      name: 'innoerp_consumer_events_total',
      help: 'Events by what consumers did with them',
      labels: ['subgraph', 'outcome'],
    },
    () =>
      subgraphs.flatMap(({ name: subgraph, eventStats }) => {
        const { consumers, direct } = eventStats();
        const { lagMs: _lag, ...outcomes } = { ...consumers, leftOut: direct.leftOut };
        return Object.entries(outcomes).map(([outcome, count]): Reading<string> => [{ subgraph, outcome }, count]);
      }),
  );
  meter.observe(
    {
      kind: 'gauge',
      name: 'innoerp_consumer_lag_seconds',
      help: 'How late the last event was: transactional for consumers with books, direct for caches and live messages',
      labels: ['subgraph', 'consumers'],
    },
    () =>
      subgraphs.flatMap(({ name: subgraph, eventStats }) => {
        const { consumers, direct } = eventStats();
        return [
          [{ subgraph, consumers: 'transactional' }, consumers.lagMs / 1_000] as const,
          [{ subgraph, consumers: 'direct' }, direct.lagMs / 1_000] as const,
        ];
      }),
  );
}
