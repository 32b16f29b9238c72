import { describe, expect, it } from '@jest/globals';
import type { RegistryContext } from '../context.js';
import { Installation } from '../domain/installation.js';
import { ModuleSchedule } from '../domain/module-schedule.js';
import { standingsOf } from '../domain/module-standing.js';
import { InstallState, OrganizationModule } from '../domain/organization-module.entity.js';
import type { Registry } from '../domain/registry.js';
import { generateCase, HOUR, KEYS, ORGANIZATION } from '../testing/generated-registry.js';
import { applySteps } from './apply-steps.js';

const TIMES = Array.from({ length: 9 }, (_, half) => new Date(HOUR(0).getTime() + half * 1_800_000));

/** A generated case as rows that can be worked with. */
function materialize(seed: number): { registry: Registry; rows: OrganizationModule[] } {
  const { registry, rows } = generateCase(seed);
  return {
    registry,
    rows: rows.map(({ moduleKey, state, enabled, schedule }) => {
      const row = new OrganizationModule(ORGANIZATION, moduleKey);
      const scheduled = schedule && Object.assign(Object.create(ModuleSchedule.prototype), schedule);
      return Object.assign(row, { state: state as InstallState, enabled, schedule: scheduled });
    }),
  };
}

const raised: { type: string; payload: { moduleKey: string } }[] = [];
const ctx = {
  events: { raise: ({ type }: { type: string }, payload: { moduleKey: string }) => void raised.push({ type, payload }) },
  log: { warn: () => {} },
} as unknown as RegistryContext;

const isOn = ({ registry, rows }: ReturnType<typeof materialize>, now: Date) => {
  const standings = standingsOf(registry, ORGANIZATION, rows);
  return KEYS.map((key) => {
    const fact = standings.get(key)?.fact;
    const isLater = Boolean(fact?.from && new Date(fact.from) > now);
    return fact?.reason === null && !isLater && !(fact.until && new Date(fact.until) <= now);
  });
};

describe('applySteps', () => {
  it('changes nothing of what is told to the gateway, whenever it comes to it', () => {
    let applied = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      for (const [index, late] of TIMES.entries()) {
        const generated = materialize(seed);
        const foretold = TIMES.slice(index).map((now) => isOn(generated, now));

        const before = raised.length;
        applySteps(ctx, new Installation(ORGANIZATION, generated.registry, generated.rows), late);
        applied += raised.length - before;

        expect(TIMES.slice(index).map((now) => isOn(generated, now))).toEqual(foretold);
      }
    }
    expect(applied).toBeGreaterThan(500);
  });

  it('comes to the same end in one go as step by step', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const [once, often] = [materialize(seed), materialize(seed)];

      applySteps(ctx, new Installation(ORGANIZATION, once.registry, once.rows), HOUR(9));
      for (const now of TIMES) applySteps(ctx, new Installation(ORGANIZATION, often.registry, often.rows), now);

      const end = ({ rows }: typeof once) =>
        rows.map(({ moduleKey, enabled, schedule }) => [moduleKey, enabled, schedule?.status, schedule?.dueAt]);
      expect(end(often)).toEqual(end(once));
    }
  });

  it('leaves nothing due, and says of everything that failed why', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const { registry, rows } = materialize(seed);
      const installation = new Installation(ORGANIZATION, registry, rows);

      applySteps(ctx, installation, HOUR(9));

      expect(installation.stepsDue(HOUR(9))).toEqual([]);
      for (const { schedule, state } of rows) {
        const isOver = schedule && schedule.status !== 'SUSPENDED' && state === InstallState.INSTALLED;
        if (isOver) expect(schedule.dueAt).toBeNull();
      }
    }
    expect(raised.filter(({ type }) => type === 'module.schedule_failed.v1').length).toBeGreaterThan(50);
  });
});
