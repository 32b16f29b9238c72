import type { OrganizationFacts } from '@supergraph/kernel/tenancy';
import { ModuleStatus } from '../domain/module.entity.js';
import { ScheduleStatus } from '../domain/module-schedule.js';
import type { InstalledModule } from '../domain/module-standing.js';
import { InstallState } from '../domain/organization-module.entity.js';
import { Registry, type RegistryEntry } from '../domain/registry.js';
import type { RolloutRule } from '../domain/rollout.js';

/** Numbers that look random and are the same in every run: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const one = Math.imul(state ^ (state >>> 15), 1 | state);
    const two = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
    return ((two ^ (two >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const ORGANIZATION = '0190b000-0000-7000-8000-00000000cafe';
export const KEYS = ['base', 'middle', 'top', 'single', 'other'];
export const HOUR = (hour: number) => new Date(Date.UTC(2030, 0, 1, hour));

const pick = <Value>(random: () => number, values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;

const rolloutOf = (random: () => number): RolloutRule => ({
  stickiness: 'organizationId',
  groupId: pick(random, ['one', 'two']),
  percentage: pick(random, [0, 40, 60, 100]),
  organizationAllow: random() < 0.3 ? [ORGANIZATION] : [],
  organizationDeny: random() < 0.2 ? [ORGANIZATION] : [],
  milestones: [],
});

function entryOf(random: () => number, key: string): RegistryEntry {
  const needs: Record<string, string[]> = { middle: ['base'], top: ['middle', 'single'] };
  return {
    key,
    status: pick(random, [ModuleStatus.ACTIVE, ModuleStatus.ACTIVE, ModuleStatus.ACTIVE, ModuleStatus.DEPRECATED, ModuleStatus.RETIRED]),
    removable: random() < 0.9,
    versionId: key,
    version: '1.0.0',
    requires: (needs[key] ?? []).map((moduleKey) => ({ moduleKey, range: '*', optional: random() < 0.2 })),
    rollout: random() < 0.5 ? rolloutOf(random) : null,
  };
}

function rowOf(random: () => number, moduleKey: string, live: ScheduleStatus): InstalledModule {
  const state = random() < 0.9 ? InstallState.INSTALLED : InstallState.NOT_INSTALLED;
  const enabled = state === InstallState.INSTALLED && random() < 0.7;
  const [enableAt, disableAt] = pick(random, [
    [null, null],
    [HOUR(1), null],
    [null, HOUR(2)],
    [HOUR(1), HOUR(2)],
    [HOUR(2), HOUR(3)],
  ]);
  const status = pick(random, [live, live, live, ScheduleStatus.APPLIED, ScheduleStatus.FAILED, ScheduleStatus.CANCELED]);
  const schedule = enableAt || disableAt ? { enableAt, disableAt, status, dueAt: status === live ? (enableAt ?? disableAt) : null } : null;
  return { moduleKey, state, enabled, schedule };
}

/** A registry of modules that need each other, and what an organization has of them, whether it could have come to that or not. */
export function generateCase(seed: number): { registry: Registry; rows: InstalledModule[]; facts: OrganizationFacts } {
  const random = randomNumbers(seed);
  // An organization is out of service with all its schedules.
  const live = random() < 0.9 ? ScheduleStatus.PENDING : ScheduleStatus.SUSPENDED;
  return {
    registry: new Registry(
      KEYS.map((key) => entryOf(random, key)),
      1n,
    ),
    rows: KEYS.filter(() => random() < 0.9).map((key) => rowOf(random, key, live)),
    facts: {
      id: ORGANIZATION,
      slug: 'acme',
      hosts: [],
      status: random() < 0.9 ? 'ACTIVE' : 'SUSPENDED',
      requestsPerMinute: null,
      entitledUntil: pick(random, [null, null, HOUR(2).toISOString(), HOUR(9).toISOString()]),
      entitledModules: random() < 0.7 ? null : KEYS.filter(() => random() < 0.7),
      modules: {},
    },
  };
}
