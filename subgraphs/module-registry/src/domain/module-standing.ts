import type { ModuleFact, ModuleReason } from '@supergraph/kernel/tenancy';
import { ModuleStatus } from './module.entity.js';
import { InstallState } from './organization-module.entity.js';
import type { Registry } from './registry.js';
import { isRolledOut } from './rollout.js';
import { playSteps, type Scheduled, stepsToCome } from './scheduled-steps.js';

/** Why the registry itself keeps a module from an organization. Its status and what it pays for are not the registry's to know. */
export type Obstacle = 'NOT_INSTALLED' | 'RETIRED' | 'DISABLED' | 'ROLLOUT_EXCLUDED' | 'DEPENDENCY_DISABLED';

/**
 * How the gate calls each obstacle. It has fewer words, and judges them in its own order: a retired module and one that is off
 * before time and plan, the rollout and what a module needs after them.
 */
const REASONS: Readonly<Record<Obstacle, ModuleReason>> = {
  NOT_INSTALLED: 'NOT_INSTALLED',
  RETIRED: 'DISABLED',
  DISABLED: 'DISABLED',
  ROLLOUT_EXCLUDED: 'ROLLOUT',
  DEPENDENCY_DISABLED: 'DEPENDENCY',
};

export interface InstalledModule extends Scheduled {
  state: InstallState;
  enabled: boolean;
}

/** Where an organization stands with a module: as the gate is told, and the exact word for it. */
export interface Standing {
  fact: ModuleFact;
  obstacle: Obstacle | null;
}

interface Window {
  from: Date | null;
  until: Date | null;
}

/**
 * Where an organization stands with every module that it has or had. No clock goes into it: what is scheduled is told as the
 * times between which the module is on, whether or not the job has come to it yet. So the answer changes on the second and not
 * when the job runs, and what the job does changes nothing of it. A switch that would be refused when its time comes is not told.
 */
export function standingsOf(registry: Registry, organizationId: string, rows: readonly InstalledModule[]): Map<string, Standing> {
  const windows = windowsOf(registry, rows);
  const obstacles = new Map(rows.map((row) => [row.moduleKey, ownObstacle(registry, organizationId, { row, windows })]));
  return new Map(
    rows.map(({ moduleKey }) => {
      const own = obstacles.get(moduleKey) ?? null;
      const obstacle = own ?? (needsAnother(registry, moduleKey, obstacles) ? 'DEPENDENCY_DISABLED' : null);
      return [moduleKey, { fact: factOf(obstacle, windows.get(moduleKey)), obstacle }];
    }),
  );
}

function ownObstacle(
  registry: Registry,
  organizationId: string,
  { row, windows }: { row: InstalledModule; windows: ReadonlyMap<string, Window> },
): Obstacle | null {
  const entry = registry.get(row.moduleKey);
  if (row.state !== InstallState.INSTALLED || !entry) return 'NOT_INSTALLED';
  if (entry.status === ModuleStatus.RETIRED) return 'RETIRED';
  if (!windows.has(row.moduleKey)) return 'DISABLED';
  return isRolledOut(entry.rollout, organizationId) ? null : 'ROLLOUT_EXCLUDED';
}

/** Whether a module cannot do without another one, at any depth, that the organization cannot use. */
function needsAnother(registry: Registry, key: string, obstacles: ReadonlyMap<string, Obstacle | null>): boolean {
  return registry.closureOf([key]).some((needed) => needed !== key && obstacles.get(needed) !== null);
}

function factOf(obstacle: Obstacle | null, window: Window | undefined): ModuleFact {
  return {
    reason: obstacle && REASONS[obstacle],
    from: window?.from?.toISOString() ?? null,
    until: window?.until?.toISOString() ?? null,
  };
}

/** When modules are on, by what is stored and by what their schedules will do; one that is never on is left out. */
function windowsOf(registry: Registry, rows: readonly InstalledModule[]): Map<string, Window> {
  const installed = rows.filter(({ state }) => state === InstallState.INSTALLED);
  const enabled = new Set(installed.filter((row) => row.enabled).map(({ moduleKey }) => moduleKey));
  const windows = new Map<string, Window>([...enabled].map((key) => [key, { from: null, until: null }]));
  playSteps({ registry, isEnabled: (key) => enabled.has(key) }, stepsToCome(registry, installed), {
    applied({ moduleKey, at, enable }, changed) {
      if (!changed) return;
      enabled[enable ? 'add' : 'delete'](moduleKey);
      const window = windows.get(moduleKey) ?? { from: at, until: null };
      windows.set(moduleKey, enable ? window : { ...window, until: at });
    },
    failed() {},
  });
  return windows;
}
