import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from './subgraph.js';
import { evaluationsOf } from './testing/evaluations.js';
import { inHours } from './testing/organization-modules.js';

/** Two seconds: enough to set it, on a busy machine, too. */
const SOON = 2 / 3_600;

describe('the jobs', () => {
  const app = testSubgraph(moduleRegistrySubgraph, { background: true });
  const { organization, rollout } = evaluationsOf(app, anOperator('platform:modules:write'));
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await sleep(50);
  };

  it('come by themselves to what is due', async () => {
    const one = await organization(['crm']);
    await one.schedule('crm', { disableAt: inHours(SOON) });
    await rollout('hr', { percentage: 0, milestones: [{ percentage: 100, startsAt: inHours(SOON) }] });

    await until(async () => (await one.rows()).every(({ enabled }) => !enabled));
    await until(async () =>
      (await app.raised()).some(({ type, payload }) => type === 'module.rollout_set.v1' && payload.percentage === 100),
    );

    expect((await one.rows()).map(({ schedule }) => schedule?.status)).toEqual(['APPLIED']);
  });
});
