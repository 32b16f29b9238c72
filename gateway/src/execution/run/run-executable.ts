import type { Operation, OperationResult } from '../../operation.js';
import type { Executable } from '../executable.js';
import { answerOf } from './answer.js';
import { newRun, type Run } from './run.js';
import { runPlan } from './run-plan.js';

/** Fetches what the plan says and answers what the client asked. */
export function runExecutable(executable: Executable, operation: Operation, sourceOf: Run['sourceOf']): Promise<OperationResult> {
  const run = newRun(executable, operation, sourceOf);
  return runPlan(run).then(() => answerOf(run, executable));
}
