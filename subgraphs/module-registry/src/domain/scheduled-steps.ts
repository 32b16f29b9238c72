import type { DomainError } from '@supergraph/kernel/errors';
import { isLive, type ModuleSchedule } from './module-schedule.js';
import type { Registry } from './registry.js';
import { disablingProblem, enablingProblem, type SwitchState } from './switch-rules.js';

/** What a schedule does next, or after that. */
export interface ScheduledStep {
  moduleKey: string;
  at: Date;
  enable: boolean;
}

export interface Scheduled {
  moduleKey: string;
  schedule: Pick<ModuleSchedule, 'enableAt' | 'disableAt' | 'dueAt' | 'status'> | null;
}

/** What becomes of the steps of schedules; called for one after the other, so that each sees what the ones before it did. */
export interface StepEffects {
  /** It was done, or there was nothing to do since the module was so already. */
  applied(step: ScheduledStep, changed: boolean): void;
  /** It could not be done. What comes later for the module is not tried any more. */
  failed(step: ScheduledStep, problem: DomainError): void;
}

/** The steps that are still to come for the modules of one organization, in the order in which they are done. */
export function stepsToCome(registry: Registry, rows: readonly Scheduled[]): ScheduledStep[] {
  const steps = rows.flatMap(({ moduleKey, schedule }) => (schedule && isLive(schedule) ? stepsOf(moduleKey, schedule) : []));
  const places = new Map(registry.closureOf(steps.map(({ moduleKey }) => moduleKey).toSorted()).map((key, place) => [key, place]));
  // What is needed goes on before, and off after, what needs it.
  const place = ({ moduleKey, enable }: ScheduledStep) => (places.get(moduleKey) ?? 0) * (enable ? 1 : -1);
  return steps.toSorted(
    (one, other) => one.at.getTime() - other.at.getTime() || Number(other.enable) - Number(one.enable) || place(one) - place(other),
  );
}

function stepsOf(moduleKey: string, { enableAt, disableAt, dueAt }: NonNullable<Scheduled['schedule']>): ScheduledStep[] {
  const steps = [
    { at: enableAt, enable: true },
    { at: disableAt, enable: false },
  ];
  return steps.flatMap(({ at, enable }) => (at && dueAt && at >= dueAt ? [{ moduleKey, at, enable }] : []));
}

/**
 * Goes through steps by the rules of switching by hand. The same walk does what is due and foretells what is to come, so that
 * nobody is promised a switch that will be refused.
 */
export function playSteps(state: SwitchState, steps: readonly ScheduledStep[], effects: StepEffects): void {
  const failed = new Set<string>();
  for (const step of steps) {
    if (failed.has(step.moduleKey)) continue;
    const changes = state.isEnabled(step.moduleKey) !== step.enable;
    const problem = changes ? (step.enable ? enablingProblem : disablingProblem)(state, step.moduleKey) : null;
    if (problem) {
      failed.add(step.moduleKey);
      effects.failed(step, problem);
    } else effects.applied(step, changes);
  }
}
