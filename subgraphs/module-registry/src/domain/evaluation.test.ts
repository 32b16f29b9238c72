import { describe, expect, it } from '@jest/globals';
import { type ModuleReason, moduleReason } from '@supergraph/kernel/tenancy';
import { generateCase, HOUR, KEYS, ORGANIZATION } from '../testing/generated-registry.js';
import { EvaluationReason, evaluate } from './evaluation.js';
import { standingsOf } from './module-standing.js';
import { bucketOf } from './rollout.js';

type Case = ReturnType<typeof generateCase>;

const TIMES = [HOUR(0), HOUR(1), new Date(HOUR(2).getTime() - 1), HOUR(2), HOUR(3), HOUR(10)];

/** When each module is on, told by walking through the hours with rules of its own: [initially, after each step]. */
function timelineOf({ registry, rows }: Case): { on(key: string, at: Date): boolean; ever(key: string): boolean } {
  const installed = rows.filter(({ state }) => state === 'INSTALLED');
  let on = new Set(installed.flatMap(({ moduleKey, enabled }) => (enabled ? moduleKey : [])));
  const states = [{ at: new Date(0), on }];
  const dead = new Set<string>();
  for (const hour of [1, 2, 3]) {
    const live = installed.filter(({ schedule }) => schedule?.status === 'PENDING' || schedule?.status === 'SUSPENDED');
    const at = (key: 'enableAt' | 'disableAt') => (row: (typeof live)[number]) => row.schedule?.[key]?.getTime() === HOUR(hour).getTime();
    on = new Set(on);
    const byNeed = (keys: string[]) => KEYS.filter((key) => keys.includes(key)).toSorted((one, other) => depth(one) - depth(other));
    for (const key of byNeed(live.filter(at('enableAt')).map(({ moduleKey }) => moduleKey))) {
      const isBlocked = registry.get(key)?.status === 'RETIRED' || registry.requirementsOf(key).some(({ moduleKey }) => !on.has(moduleKey));
      if (on.has(key) || dead.has(key)) continue;
      if (isBlocked) dead.add(key);
      else on.add(key);
    }
    for (const key of byNeed(live.filter(at('disableAt')).map(({ moduleKey }) => moduleKey)).toReversed()) {
      const isBlocked = !registry.get(key)?.removable || registry.dependentsOf(key).some((dependent) => on.has(dependent));
      if (on.has(key) && !dead.has(key) && !isBlocked) on.delete(key);
    }
    states.push({ at: HOUR(hour), on });
  }
  return {
    on: (key, now) => states.findLast(({ at }) => at <= now)?.on.has(key) ?? false,
    ever: (key) => states.some((state) => state.on.has(key)),
  };
}

const depth = (key: string) => ['base', 'single', 'middle', 'top'].indexOf(key);

/** The reasons as the design lists them, one after the other. */
function reasonByDesign(generated: Case, key: string, now: Date): string {
  const { registry, rows, facts } = generated;
  const entry = registry.get(key);
  const row = rows.find(({ moduleKey }) => moduleKey === key);
  const timeline = timelineOf(generated);
  const isExcluded = (of: string) => {
    const rule = registry.get(of)?.rollout;
    if (!rule) return false;
    if (rule.organizationDeny.includes(ORGANIZATION)) return true;
    if (rule.organizationAllow.includes(ORGANIZATION)) return false;
    return bucketOf(rule.groupId, ORGANIZATION) > rule.percentage;
  };
  const isUnusable = (needed: string): boolean =>
    rows.find(({ moduleKey }) => moduleKey === needed)?.state !== 'INSTALLED' ||
    registry.get(needed)?.status === 'RETIRED' ||
    !timeline.ever(needed) ||
    isExcluded(needed) ||
    registry.requirementsOf(needed).some(({ moduleKey }) => isUnusable(moduleKey));

  if (facts.status !== 'ACTIVE') return 'ORGANIZATION_SUSPENDED';
  if (row?.state !== 'INSTALLED') return 'NOT_INSTALLED';
  if (entry?.status === 'RETIRED') return 'RETIRED';
  if (!timeline.ever(key)) return 'DISABLED';
  if (!timeline.on(key, now)) return 'SCHEDULED';
  const isOver = facts.entitledUntil !== null && new Date(facts.entitledUntil) <= now;
  if (isOver || (facts.entitledModules && !facts.entitledModules.includes(key))) return 'NOT_ENTITLED';
  if (isExcluded(key)) return 'ROLLOUT_EXCLUDED';
  if (registry.requirementsOf(key).some(({ moduleKey }) => isUnusable(moduleKey))) return 'DEPENDENCY_DISABLED';
  return 'ENABLED';
}

const AT_THE_GATE: Record<string, ModuleReason | null> = {
  ORGANIZATION_SUSPENDED: 'SUSPENDED',
  NOT_INSTALLED: 'NOT_INSTALLED',
  RETIRED: 'DISABLED',
  DISABLED: 'DISABLED',
  SCHEDULED: 'SCHEDULED',
  NOT_ENTITLED: 'NOT_ENTITLED',
  ROLLOUT_EXCLUDED: 'ROLLOUT',
  DEPENDENCY_DISABLED: 'DEPENDENCY',
  ENABLED: null,
};

describe('evaluate', () => {
  const seen = new Map<string, number>();
  const everything = Array.from({ length: 1_200 }, (_, seed) => seed);

  it('gives the first reason in the order of the design, and the gate says the same, in 36,000 generated cases', () => {
    for (const seed of everything) {
      const generated = generateCase(seed);
      const standings = standingsOf(generated.registry, ORGANIZATION, generated.rows);
      // What the gateway is told, over the wire.
      const modules = JSON.parse(JSON.stringify(Object.fromEntries([...standings].map(([key, { fact }]) => [key, fact]))));
      for (const key of KEYS) {
        for (const now of TIMES) {
          const module = { key, removable: true, standing: standings.get(key) };
          const { enabled, reason } = evaluate(module, { facts: generated.facts, trust: 'CURRENT' }, now);
          const atTheGate = moduleReason({ ...generated.facts, modules }, key, now);
          const expected = reasonByDesign(generated, key, now);
          const found = { seed, key, now, reason, enabled, atTheGate };
          if (reason !== expected || enabled !== (expected === 'ENABLED') || atTheGate !== AT_THE_GATE[expected])
            expect(found).toEqual({ seed, key, now, reason: expected, enabled: expected === 'ENABLED', atTheGate: AT_THE_GATE[expected] });
          seen.set(reason, (seen.get(reason) ?? 0) + 1);
        }
      }
    }
  });

  it.each(Object.keys(AT_THE_GATE))('met %s often enough to mean something', (reason) => {
    expect(seen.get(reason)).toBeGreaterThan(200);
  });

  const facts = generateCase(0).facts;
  const on = { fact: { reason: null }, obstacle: null };
  const off = { fact: { reason: 'DISABLED' as const }, obstacle: 'DISABLED' as const };

  it('knows nothing of an organization that does not exist', () => {
    expect(evaluate({ key: 'x', removable: true, standing: on }, { facts: null, trust: 'CURRENT' }, HOUR(0))).toEqual({
      enabled: false,
      reason: EvaluationReason.NOT_INSTALLED,
    });
  });

  it.each([
    ['is on as it was', { status: 'ACTIVE', entitledUntil: null }, on, { enabled: true, reason: 'STALE' }],
    ['is off as it was', { status: 'SUSPENDED' }, on, { enabled: false, reason: 'STALE' }],
    ['is off by the registry itself', { status: 'ACTIVE' }, off, { enabled: false, reason: 'DISABLED' }],
  ])('of stale facts %s', (_what, some, standing, verdict) => {
    const known = { facts: { ...facts, entitledModules: null, ...some }, trust: 'STALE' as const };

    expect(evaluate({ key: 'x', removable: true, standing }, known, HOUR(0))).toEqual(verdict);
  });

  it.each([
    ['keeps on what belongs to everybody', false, on, { enabled: true, reason: 'DEFAULT' }],
    ['keeps off the others', true, on, { enabled: false, reason: 'DEFAULT' }],
    ['keeps off what is off', false, off, { enabled: false, reason: 'DISABLED' }],
  ])('without facts %s', (_what, removable, standing, verdict) => {
    expect(evaluate({ key: 'x', removable, standing }, { facts: null, trust: 'LOST' }, HOUR(0))).toEqual(verdict);
  });
});
