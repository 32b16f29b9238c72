import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OrganizationFacts, TenancyErrors } from '@supergraph/kernel/tenancy';
import { aMemberOf, anOperator, fixedFacts, testSubgraph } from '@supergraph/kernel/testing';
import { applyDueSchedules } from '../actions/apply-due-schedules.js';
import type { RegistryContext } from '../context.js';
import { bucketOf } from '../domain/rollout.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { type Evaluation, evaluationsOf } from '../testing/evaluations.js';
import { ASSIGN, DISABLE, inHours, passHours, registryOf, stopped, UNASSIGN } from '../testing/organization-modules.js';

describe('evaluateModules', () => {
  const facts = fixedFacts();
  const unreadable = new Set<string>();
  const app = testSubgraph(moduleRegistrySubgraph, {
    facts: {
      ...facts,
      organization: async (id) => {
        if (unreadable.has(id)) throw TenancyErrors.TENANCY_UNAVAILABLE();
        return facts.organization(id);
      },
    },
  });
  const staff = anOperator('platform:modules:write', 'platform:modules:read');
  const { register, move } = registryOf(app, staff);
  const { askAll, evaluate, one, rollout, organization } = evaluationsOf(app, staff);
  const keysOf = (evaluations: Evaluation[]) => evaluations.map(({ module }) => module.key);

  beforeAll(async () => {
    for (const key of ['short-lived', 'growing', 'for-everybody', 'a-draft']) await register(key, { removable: key !== 'for-everybody' });
    await register('needs-growing', { requires: [{ moduleKey: 'growing', range: '*' }] });
    for (const key of ['short-lived', 'growing', 'for-everybody', 'needs-growing']) await move(key, 'ACTIVE');
  });
  beforeEach(() => {
    facts.setLag(0);
    unreadable.clear();
  });

  it('tells for each module whether it can be used, and why', async () => {
    const { organizationId, run } = await organization(['leave'], ['career', { enabled: false }], ['contact']);
    await run(UNASSIGN, 'contact');

    const evaluations = await evaluate(organizationId, { keys: ['leave', 'career', 'contact', 'finance', 'hr'] });

    expect(evaluations.map(({ module, enabled, reason, version }) => [module.key, enabled, reason, version])).toEqual([
      ['leave', true, 'ENABLED', '1.0.0'],
      ['career', false, 'DISABLED', '1.0.0'],
      ['contact', false, 'NOT_INSTALLED', '1.0.0'],
      ['finance', false, 'NOT_INSTALLED', null],
      ['hr', true, 'ENABLED', '1.0.0'],
    ]);
  });

  it('tells without keys all that are in use, and what the organization ever had', async () => {
    const { organizationId } = await organization(['short-lived']);
    const before = keysOf(await evaluate(organizationId));
    await move('short-lived', 'DEPRECATED', 'RETIRED');

    expect(before).toEqual([...before].toSorted());
    expect(before).toEqual(expect.arrayContaining(['crm', 'growing', 'short-lived']));
    expect(before).not.toContain('a-draft');
    expect((await evaluate(organizationId)).find(({ module }) => module.key === 'short-lived')?.reason).toBe('RETIRED');
    expect(keysOf(await evaluate(randomUUID()))).not.toContain('short-lived');
  });

  it('leaves out what there is not, and drafts but for staff', async () => {
    const { organizationId } = await organization();

    expect(keysOf(await evaluate(organizationId, { keys: ['nothing', 'a-draft', 'crm'] }))).toEqual(['crm']);
    expect((await one(organizationId, 'a-draft', staff)).reason).toBe('NOT_INSTALLED');
  });

  it('refuses more than 100 keys', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `key-${index}`);

    expect((await askAll([randomUUID()], { keys, as: staff })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: ['keys'] } },
    ]);
  });

  it('shows configurations to those who may read them', async () => {
    const { organizationId } = await organization(['career', { config: { publicPage: false } }], ['contact']);
    const read = (...scopes: string[]) =>
      askAll([organizationId], { keys: ['career', 'finance'], as: aMemberOf(organizationId, ...scopes), fields: 'config' });

    expect((await read('org:modules:read')).data._entities[0].evaluateModules).toEqual([
      { config: { publicPage: false, keepApplicationsDays: 180 } },
      { config: {} },
    ]);
    expect((await read()).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
  });

  it('knows status and plan of the organization', async () => {
    const { organizationId } = await organization(['crm']);
    const reasons = async (some: Partial<OrganizationFacts>) => {
      facts.put({ id: organizationId, ...some });
      return (await one(organizationId, 'crm', staff)).reason;
    };

    expect(await reasons({ status: 'SUSPENDED' })).toBe('ORGANIZATION_SUSPENDED');
    expect(await reasons({ entitledModules: ['hr'] })).toBe('NOT_ENTITLED');
    expect(await reasons({ entitledModules: ['crm'] })).toBe('ENABLED');
    expect(await reasons({ entitledUntil: inHours(-1) })).toBe('NOT_ENTITLED');
    expect(await reasons({ entitledUntil: inHours(1) })).toBe('ENABLED');
  });

  it('follows a rollout, and what needs the module follows with it', async () => {
    const { organizationId } = await organization(['needs-growing']);
    const reasons = async (input: object) => {
      await rollout('growing', { percentage: 0, ...input });
      return (await evaluate(organizationId, { keys: ['growing', 'needs-growing'] })).map(({ reason }) => reason);
    };
    const bucket = bucketOf('growing', organizationId);

    expect(await reasons({ percentage: bucket })).toEqual(['ENABLED', 'ENABLED']);
    expect(await reasons({ percentage: bucket - 1 })).toEqual(['ROLLOUT_EXCLUDED', 'DEPENDENCY_DISABLED']);
    expect(await reasons({ organizationAllow: [organizationId.toUpperCase()] })).toEqual(['ENABLED', 'ENABLED']);
    expect(await reasons({ percentage: 100, organizationDeny: [organizationId] })).toEqual(['ROLLOUT_EXCLUDED', 'DEPENDENCY_DISABLED']);
  });

  it('is on by its schedule before the job has come to it, and stays so', async () => {
    const { organizationId, schedule } = await organization(['crm', { enabled: false }]);
    await schedule('crm', { enableAt: inHours(1), disableAt: inHours(3) });
    const seen = [(await one(organizationId, 'crm')).reason];

    for (const hours of [2, 2]) {
      await passHours(app, hours);
      seen.push((await one(organizationId, 'crm')).reason);
      await applyDueSchedules(app.context<RegistryContext>());
      seen.push((await one(organizationId, 'crm')).reason);
    }

    expect(seen).toEqual(['SCHEDULED', 'ENABLED', 'ENABLED', 'SCHEDULED', 'DISABLED']);
  });

  it('foretells no switch that will be refused', async () => {
    const { organizationId, schedule, run } = await organization(['leave']);
    await run(DISABLE, 'leave');
    await run(DISABLE, 'hr');
    const enableAt = inHours(1);
    await schedule('leave', { enableAt });

    expect((await one(organizationId, 'leave')).reason).toBe('DISABLED');
    await schedule('hr', { enableAt });
    expect((await one(organizationId, 'leave')).reason).toBe('SCHEDULED');
  });

  it('has another etag wherever the answer may be another one, and only then', async () => {
    const { organizationId, run } = await organization(['crm']);
    const etag = async () => (await one(organizationId, 'crm')).etag;
    const etags = [await etag()];
    expect(await etag()).toBe(etags[0]);

    await run(ASSIGN, 'career');
    etags.push(await etag());
    await rollout('finance', { percentage: etags.length });
    etags.push(await etag());
    facts.put({ id: organizationId, entitledModules: ['crm', 'hr'] });
    etags.push(await etag());
    facts.put({ id: organizationId, entitledModules: ['hr', 'crm'] });

    expect(await etag()).toBe(etags.at(-1));
    expect(new Set(etags).size).toBe(4);
  });

  it('says when what it rests on is stale or lost', async () => {
    const { organizationId } = await organization(['crm'], ['for-everybody'], ['career', { enabled: false }]);
    const verdicts = async () =>
      (await evaluate(organizationId, { keys: ['crm', 'for-everybody', 'career'], as: staff })).map(({ enabled, reason }) => [
        enabled,
        reason,
      ]);

    facts.setLag(10_000);
    expect(await verdicts()).toEqual([
      [true, 'STALE'],
      [true, 'STALE'],
      [false, 'DISABLED'],
    ]);
    facts.setLag(100_000);
    const lost = await verdicts();
    facts.setLag(0);
    unreadable.add(organizationId);

    expect(lost).toEqual([
      [false, 'DEFAULT'],
      [true, 'DEFAULT'],
      [false, 'DISABLED'],
    ]);
    expect(await verdicts()).toEqual(lost);
  });

  it('takes one statement, and no more for many organizations; the registry is read where it has changed, after the log’s end', async () => {
    const [first, second] = [await organization(['leave']), await organization(['crm'])];
    const ids = [first.organizationId, second.organizationId];
    const statementsOf = (fields: string) => app.statementsOf(() => askAll(ids, { as: staff, fields }));
    await rollout('finance', { percentage: 77 });

    expect(await statementsOf('enabled reason etag version')).toHaveLength(3);
    expect(await statementsOf('enabled reason etag version')).toHaveLength(1);
    expect(await statementsOf('enabled reason module { key name }')).toHaveLength(1);
    // The modules of both and the versions, before each the log’s end; the configurations.
    expect(await statementsOf('enabled config')).toHaveLength(6);
    expect(await statementsOf('enabled config')).toHaveLength(2);
  });

  it('is one organization’s own affair', async () => {
    const { organizationId } = await organization(['crm']);

    expect((await askAll([organizationId], { as: aMemberOf(randomUUID()) })).data._entities).toEqual([null]);
    facts.put({ id: organizationId, status: 'SUSPENDED' });
    expect((await askAll([organizationId])).errors).toEqual(stopped('ORGANIZATION_SUSPENDED'));
  });
});
