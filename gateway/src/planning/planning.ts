import type { Logger } from '@supergraph/kernel/logger';
import { buildPlanner, type Planned, type PlanText, type Unplanned } from './planner.js';
import { PlannerProcess } from './planner-process.js';

/** Plans operations of one supergraph. */
export type AskPlanner = (text: string) => Planned | Unplanned | Promise<Planned | Unplanned>;

/** Where plans are made. */
export interface Planning {
  /** @param sdl of a supergraph that has been validated. */
  plannerOf(sdl: string): AskPlanner;
  /** Operations that wait for their turn. */
  waiting(): number;
  /** Times that a planner was started. */
  starts(): number;
  stop(): void;
}

/** Plans between requests, in this process: for tools, and where memory is scarcer than time. */
export const planningHere = (): Planning => ({
  plannerOf(sdl) {
    let plan: PlanText | undefined;
    return (text) => {
      plan ??= buildPlanner(sdl);
      return plan(text);
    };
  },
  waiting: () => 0,
  starts: () => 0,
  stop: () => {},
});

/** Plans in a process of its own; see `PlannerProcess`. */
export function planningApart(options: { timeout: number; log: Logger }): Planning {
  const process = new PlannerProcess(options);
  let versions = 0;
  return {
    plannerOf(sdl) {
      versions += 1;
      const version = versions;
      return (text) => process.plan(version, sdl, text);
    },
    waiting: () => process.waiting,
    starts: () => process.starts,
    stop: () => process.stop(),
  };
}
