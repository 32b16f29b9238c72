import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ModuleReason, moduleReason, type OrganizationFacts } from '@supergraph/kernel/tenancy';
import { anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { applyDueSchedules } from '../actions/apply-due-schedules.js';
import type { RegistryContext } from '../context.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { evaluationsOf } from '../testing/evaluations.js';
import { ASSIGN, DISABLE, inHours, passHours, registryOf, UNASSIGN } from '../testing/organization-modules.js';

describe('facts for the gate', () => {
  const facts = fixedFacts();
  const app = testSubgraph(moduleRegistrySubgraph, { facts });
  const staff = anOperator('platform:modules:write');
  const { register, move } = registryOf(app, staff);
  const { evaluate, rollout, organization } = evaluationsOf(app, staff);
  const { changes } = moduleRegistrySubgraph.definition.facts ?? {};
  const toldToTheGate = async (organizationId: string): Promise<OrganizationFacts> => {
    const answer = await app.running().facts?.ask({ organizations: [organizationId] });
    const known = (await facts.organization(organizationId)) as OrganizationFacts;
    return { ...known, ...answer?.organizations[0], id: organizationId };
  };

  beforeAll(async () => {
    await register('growing');
    await register('needs-growing', { requires: [{ moduleKey: 'growing', range: '*' }] });
    for (const key of ['growing', 'needs-growing']) await move(key, 'ACTIVE');
  });

  const REASON: Record<string, ModuleReason | null> = {
    ENABLED: null,
    ROLLOUT_EXCLUDED: 'ROLLOUT',
    DEPENDENCY_DISABLED: 'DEPENDENCY',
    RETIRED: 'DISABLED',
  };

  it('decide as the evaluation does, through time and changes', async () => {
    const { organizationId, schedule, run } = await organization(['leave'], ['needs-growing'], ['career', { enabled: false }], ['contact']);
    await run(UNASSIGN, 'contact');
    await schedule('career', { enableAt: inHours(1), disableAt: inHours(5) });
    await schedule('leave', { disableAt: inHours(3) });
    const steps = [
      () => rollout('growing', { percentage: 0 }),
      () => passHours(app, 2),
      () => applyDueSchedules(app.context<RegistryContext>()),
      () => rollout('growing', { percentage: 100 }),
      () => passHours(app, 2),
      async () => void facts.put({ id: organizationId, entitledModules: ['career', 'growing', 'needs-growing'] }),
      () => passHours(app, 2),
      () => applyDueSchedules(app.context<RegistryContext>()),
    ];
    const keys = ['leave', 'hr', 'career', 'contact', 'growing', 'needs-growing', 'finance'];
    const reasons = new Set<string>();
    for (const step of [async () => {}, ...steps]) {
      await step();
      const told = await toldToTheGate(organizationId);
      const evaluations = await evaluate(organizationId, { keys });

      expect(evaluations.map(({ module }) => moduleReason(told, module.key))).toEqual(
        evaluations.map(({ reason }) => (reason in REASON ? REASON[reason] : reason)),
      );
      for (const { reason } of evaluations) reasons.add(reason);
    }
    expect([...reasons].toSorted()).toEqual(
      ['DEPENDENCY_DISABLED', 'DISABLED', 'ENABLED', 'NOT_ENTITLED', 'NOT_INSTALLED', 'ROLLOUT_EXCLUDED', 'SCHEDULED'].toSorted(),
    );
  });

  it('hold every module that was ever installed, in one statement for many organizations', async () => {
    const [first, second] = [await organization(['crm'], ['career']), await organization(['hr', { enabled: false }])];
    await first.run(UNASSIGN, 'career');
    const ids = [first.organizationId, second.organizationId, randomUUID(), 'malformed'];
    const ask = () => app.running().facts?.ask({ organizations: ids });
    await ask();

    const statements = await app.statementsOf(async () => {
      const answer = await ask();
      expect(new Map(answer?.organizations.map(({ id, modules }) => [id, modules]))).toEqual(
        new Map([
          [first.organizationId, { crm: on, career: { ...on, reason: 'NOT_INSTALLED' } }],
          [second.organizationId, { hr: { ...on, reason: 'DISABLED' } }],
        ]),
      );
    });

    // The position of the log, and the modules.
    expect(statements.filter((sql) => !sql.includes('event_log'))).toHaveLength(1);
  });

  const on = { reason: null, from: null, until: null };

  it('are out of date by the events that change them, and by no others', async () => {
    const organizationId = randomUUID();
    const of = (type: string, id: string | null = organizationId) => changes?.({ type, organizationId: id } as never);
    const names = ['assigned', 'unassigned', 'enabled', 'disabled', 'schedule_updated', 'schedule_failed'];

    for (const name of names) expect(of(`module.${name}.v1`)).toEqual([{ organizationId }]);
    for (const name of ['registered', 'updated', 'rollout_set']) expect(of(`module.${name}.v1`, null)).toEqual([{ everything: true }]);
    for (const type of ['module.config_updated.v1', 'industry_template.applied.v1']) expect(of(type)).toEqual([]);
  });

  it('are out of date by an event after each change of them', async () => {
    const { organizationId, run, schedule } = await organization(['leave']);
    const changed = async (work: () => Promise<unknown>) => {
      await app.raised();
      const before = await toldToTheGate(organizationId);
      await work();
      const after = await toldToTheGate(organizationId);
      expect(after).not.toEqual(before);
      return (await app.raised()).flatMap((event) => changes?.({ ...event } as never) ?? []);
    };

    const mine = expect.arrayContaining([{ organizationId }]);
    expect(await changed(() => run(ASSIGN, 'career'))).toEqual(mine);
    expect(await changed(() => run(DISABLE, 'career'))).toEqual(mine);
    expect(await changed(() => schedule('leave', { disableAt: inHours(2) }))).toEqual(mine);
    expect(await changed(() => schedule('leave', {}))).toEqual(mine);
    expect(await changed(() => run(UNASSIGN, 'leave'))).toEqual(mine);
    const all = expect.arrayContaining([{ everything: true }]);
    expect(await changed(() => rollout('hr', { percentage: 0 }))).toEqual(all);
  });
});
