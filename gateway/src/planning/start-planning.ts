import type { Logger } from '@supergraph/kernel/logger';
import type { Meter } from '@supergraph/kernel/telemetry';
import type { GatewayConfig } from '../config.js';
import type { SupergraphGatewayOptions } from '../supergraph/supergraph-gateway.js';
import { createPlanningMetrics, type PlanningReadings } from '../telemetry/planning-metrics.js';
import { OperationUse } from './operation-use.js';
import { planningApart, planningHere } from './planning.js';
import { warmUp } from './warm-up.js';

/** Milliseconds that a new supergraph waits for its plans at most. */
const WARM_UP_WITHIN = 10_000;

export interface StartPlanningOptions {
  config: GatewayConfig;
  meter: Meter;
  /** The plans of the version that is served. */
  cache: PlanningReadings['cache'];
  log: Logger;
}

/** All that planning needs beside a supergraph, as the settings want it. */
export function startPlanning({ config, meter, cache, log }: StartPlanningOptions) {
  const planning = config.PLANNER_PROCESS ? planningApart({ timeout: config.PLAN_TIMEOUT_MS, log }) : planningHere();
  const metrics = createPlanningMetrics(meter);
  metrics.read({ planning, cache });
  const use = new OperationUse();
  const supergraph = {
    planning,
    planCacheBytes: config.PLAN_CACHE_BYTES,
    observer: metrics,
    async warmUp(next, isOver) {
      const operations = use.most(config.PLAN_WARM_UP);
      const began = performance.now();
      const ready = await warmUp(next, { operations, within: WARM_UP_WITHIN, isOver, log });
      use.age();
      const durationMs = Math.round(performance.now() - began);
      log.info({ ready, of: operations.length, durationMs }, 'the operations used most are ready for the new supergraph');
    },
  } satisfies Partial<SupergraphGatewayOptions>;
  return { use, supergraph, stop: () => planning.stop() };
}
