import type { Instrument, Meter } from '@supergraph/kernel/telemetry';
import type { PlanCache, PlanObserver } from '../planning/plan-cache.js';
import type { Planning } from '../planning/planning.js';

/** What is read whenever somebody reads the metrics. */
export interface PlanningReadings {
  planning: Pick<Planning, 'waiting' | 'starts'>;
  /** Of the version that is served. */
  cache: () => Pick<PlanCache, 'bytes' | 'entries'>;
}

/** Counts what plan caches do, of whatever version of the supergraph. */
export interface PlanningMetrics extends PlanObserver {
  read(readings: PlanningReadings): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is asked for with every request is counted here, and told when somebody reads it. */
export function createPlanningMetrics(meter: Meter): PlanningMetrics {
  const outcomes = { hit: 0, miss: 0, shared: 0 };
  let evictions = 0;
  const duration = meter.histogram({
    name: 'innoerp_planning_duration_seconds',
    help: 'Time that planning an operation took, by what came of it: planned, refused, failed',
    labels: ['outcome'],
    buckets: SECONDS,
  });
  meter.observe(CACHE, () => Object.entries(outcomes).map(([outcome, count]) => [{ outcome }, count]));
  observe(meter, EVICTIONS, () => evictions);
  return {
    asked(outcome) {
      outcomes[outcome] += 1;
    },
    planned: (outcome, milliseconds) => duration.observe({ outcome }, milliseconds / 1_000),
    evicted() {
      evictions += 1;
    },
    read({ planning, cache }) {
      observe(meter, ENTRIES, () => cache().entries);
      observe(meter, BYTES, () => cache().bytes);
      observe(meter, WAITING, () => planning.waiting());
      observe(meter, STARTS, () => planning.starts());
    },
  };
}

type Observed = Omit<Instrument<never>, 'labels'> & { kind: 'counter' | 'gauge' };

const CACHE = {
  name: 'innoerp_plan_cache_total',
  help: 'Plans asked for: known (hit), not known (miss), just being made for another request (shared)',
  labels: ['outcome'],
  kind: 'counter',
} as const;
const EVICTIONS: Observed = { name: 'innoerp_plan_cache_evictions_total', help: 'Plans given up for others', kind: 'counter' };
const ENTRIES: Observed = { name: 'innoerp_plan_cache_entries', help: 'Plans that are kept', kind: 'gauge' };
const BYTES: Observed = {
  name: 'innoerp_plan_cache_bytes',
  help: 'Memory of the plans that are kept and of what is compiled of them',
  kind: 'gauge',
};
const WAITING: Observed = { name: 'innoerp_planning_waiting', help: 'Operations that wait for the planner', kind: 'gauge' };
const STARTS: Observed = { name: 'innoerp_planner_starts_total', help: 'Planning processes started', kind: 'counter' };

function observe(meter: Meter, instrument: Observed, read: () => number): void {
  meter.observe<never>({ ...instrument, labels: [] }, () => [[{}, read()]]);
}
