import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { Operation } from '../domain/operation.entity.js';
import { OperationItem } from '../domain/operation-item.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { APPLY_ROLLOUT, BULK_ASSIGN, BULK_TEMPLATE, operationsOf, someOrganizations } from '../testing/operations.js';
import { ASSIGN, anOrganization, DISABLE, registryOf } from '../testing/organization-modules.js';

const staff = anOperator('platform:modules:write', 'platform:modules:read');

describe('a request for an operation', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const { ask, assign, drain } = operationsOf(app, staff);
  const registry = registryOf(app, staff);
  const counts = async () => {
    const { em } = app.context();
    return [await em.count(Operation), await em.count(OperationItem)];
  };
  const member = (organizationId: string, ...scopes: string[]) => aMemberOf(organizationId, ...scopes);

  const one = [randomUUID()];
  const all = { all: true };
  it.each([
    ['no target', BULK_ASSIGN, { moduleKeys: ['crm'], target: {} }, ['INVALID', 'input', 'target']],
    ['names and "all"', BULK_ASSIGN, { moduleKeys: ['crm'], target: { organizationIds: one, all: true } }, ['INVALID', 'input', 'target']],
    [
      'names and conditions',
      BULK_ASSIGN,
      { moduleKeys: ['crm'], target: { organizationIds: one, filter: { planKey: ['pro'] } } },
      ['INVALID', 'input', 'target', 'filter'],
    ],
    [
      'an empty list',
      BULK_ASSIGN,
      { moduleKeys: ['crm'], target: { organizationIds: [] } },
      ['INVALID', 'input', 'target', 'organizationIds'],
    ],
    [
      'what is no id',
      BULK_ASSIGN,
      { moduleKeys: ['crm'], target: { organizationIds: ['acme'] } },
      ['INVALID', 'input', 'target', 'organizationIds', '0'],
    ],
    [
      'too many organizations',
      BULK_ASSIGN,
      { moduleKeys: ['crm'], target: { organizationIds: Array.from({ length: 10_001 }, () => one[0]) } },
      ['INVALID', 'input', 'target', 'organizationIds'],
    ],
    ['no module', BULK_ASSIGN, { moduleKeys: [], target: all }, ['INVALID', 'input', 'moduleKeys']],
    ['a short key', BULK_ASSIGN, { moduleKeys: ['crm'], target: all, idempotencyKey: 'short' }, ['INVALID', 'input', 'idempotencyKey']],
    ['a module that there is not', BULK_ASSIGN, { moduleKeys: ['crm', 'magic'], target: all }, ['NOT_FOUND', 'input', 'moduleKeys', '1']],
    ['a template that there is not', BULK_TEMPLATE, { code: 'magic', target: all }, ['NOT_FOUND', 'input', 'code']],
    ['a rollout of a module that there is not', APPLY_ROLLOUT, { moduleKey: 'magic', target: all }, ['NOT_FOUND', 'input', 'moduleKey']],
  ] as const)('with %s is refused, and nothing is written', async (_what, mutation, input, [code, ...field]) => {
    const before = await counts();

    const { operation, userErrors } = await ask(mutation, input);

    expect({ operation, userErrors }).toMatchObject({ operation: null, userErrors: [{ code, field }] });
    expect(await counts()).toEqual(before);
    expect(await app.raised()).toEqual([]);
  });

  it('tells all modules that are not on offer at once', async () => {
    await registry.register('draft-of-one');
    await registry.register('out-of-date');
    await registry.move('out-of-date', 'ACTIVE', 'DEPRECATED', 'RETIRED');

    const { userErrors } = await assign(one, ['draft-of-one', 'crm', 'out-of-date']);

    expect(userErrors).toMatchObject([
      { code: 'MODULE_NOT_ACTIVE', field: ['input', 'moduleKeys', '0'] },
      { code: 'MODULE_RETIRED', field: ['input', 'moduleKeys', '2'] },
    ]);
  });

  it('that is sent again is the same operation; with another input it is refused', async () => {
    const [id = ''] = await someOrganizations(app, 1);
    const key = { idempotencyKey: randomUUID() };
    const { operation } = await assign([id], ['crm', 'hr'], key);
    const before = await counts();

    const again = await assign([id.toUpperCase(), id], ['crm', 'hr', 'crm'], key);
    await drain();
    const later = await assign([id], ['crm', 'hr'], key);
    const other = await assign([id], ['crm'], key);
    const otherKind = await ask(BULK_TEMPLATE, { target: { organizationIds: [id] }, code: 'retail', ...key });
    const somebodyElses = await assign([id], ['crm'], key, anOperator('platform:modules:write'));

    expect(again).toMatchObject({ operation: { id: operation.id, status: 'QUEUED' }, userErrors: [] });
    expect(later).toMatchObject({ operation: { id: operation.id, status: 'SUCCEEDED' }, userErrors: [] });
    for (const conflict of [other, otherKind])
      expect(conflict).toMatchObject({
        operation: null,
        userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] }],
      });
    expect(somebodyElses).toMatchObject({ userErrors: [] });
    expect(await counts()).toEqual(before.map((count) => count + 1));
    await drain();
  });

  it('that is sent many times at once is one operation', async () => {
    const ids = await someOrganizations(app, 5);
    const key = { idempotencyKey: randomUUID() };
    await app.raised();

    const answers = await Promise.all(Array.from({ length: 5 }, () => assign(ids, ['crm'], key)));

    expect(answers.map(({ userErrors }) => userErrors)).toEqual(answers.map(() => []));
    expect(new Set(answers.map(({ operation }) => operation.id)).size).toBe(1);
    expect((await app.raised()).map(({ type }) => type)).toEqual(['operation.requested.v1', 'operation.chunk_requested.v1']);
  });

  it('is for all organizations that meet its conditions at the time', async () => {
    const gold = await someOrganizations(app, 3, { plan_key: 'gold', industry_code: 'retail' });
    await someOrganizations(app, 2, { plan_key: 'gold', industry_code: 'retail', status: 'SUSPENDED' });
    await someOrganizations(app, 2, { plan_key: 'gold', industry_code: 'education' });
    const filter = { planKey: ['gold', 'platinum'], industryCode: ['retail'], status: ['ACTIVE'] };

    const { operation } = await ask(BULK_ASSIGN, { target: { all: true, filter }, moduleKeys: ['crm'] });

    expect(operation).toMatchObject({ total: 3, input: { target: { all: true, filter } } });
    const items = await app.context().em.find(OperationItem, { operationId: operation.id });
    expect(items.map(({ organizationId }) => organizationId).toSorted()).toEqual(gold.toSorted());
    const everybody = await ask(BULK_ASSIGN, { target: all, moduleKeys: ['crm'], dryRun: true });
    expect(everybody.plan.total).toBeGreaterThanOrEqual(7);
  });

  it('that nobody meets the conditions of is over at once', async () => {
    await app.raised();

    const { operation } = await ask(BULK_ASSIGN, { target: { all: true, filter: { planKey: ['none'] } }, moduleKeys: ['crm'] });

    expect(operation).toMatchObject({ status: 'SUCCEEDED', total: 0, percent: 100, cancelable: false, finishedAt: expect.any(String) });
    expect((await app.raised()).map(({ type }) => type)).toEqual(['operation.requested.v1', 'operation.finished.v1']);
  });

  it.each([
    ['modules', BULK_ASSIGN, { moduleKeys: ['leave'] }],
    ['a template', BULK_TEMPLATE, { code: 'retail', strategy: 'OVERWRITE' }],
    ['a rollout', APPLY_ROLLOUT, { moduleKey: 'leave' }],
  ])('of %s foretells in a dry run what it will do, and does nothing', async (_what, mutation, input) => {
    const having = async (...changes: [string, string][]) => {
      const some = anOrganization(app, (id) => member(id, 'org:modules:write'));
      for (const [change, key] of changes) await some.run(change, key);
      return some.organizationId;
    };
    const organizationIds = [
      ...(await someOrganizations(app, 6)),
      await having([ASSIGN, 'leave']),
      await having([ASSIGN, 'hr'], [DISABLE, 'hr']),
      randomUUID(),
    ];
    const rule = 'mutation { moduleRolloutSet(key: "leave", input: { percentage: 50 }) { userErrors { code } } }';
    if (mutation === APPLY_ROLLOUT) await app.as(staff).execute(rule);
    const before = await counts();
    await app.raised();

    const { operation, plan, userErrors } = await ask(mutation, { ...input, target: { organizationIds }, dryRun: true });

    expect({ operation, userErrors }).toEqual({ operation: null, userErrors: [] });
    expect([await counts(), await app.raised()]).toEqual([before, []]);
    const done = await ask(mutation, { ...input, target: { organizationIds } });
    await drain();
    const { total, done: change, skipped: skip, failed: fail } = await operationsOf(app, staff).read(done.operation.id);
    expect(plan).toEqual({ total, change, skip, fail });
    expect(plan).toMatchObject({ total: 9 });
    expect(plan.fail).toBeGreaterThan(0);
  });

  it('foretells many organizations in few statements', async () => {
    const organizationIds = await someOrganizations(app, 1_000);

    const statements = await app.statementsOf(() => assign(organizationIds, ['crm'], { dryRun: true }));

    expect(statements.length).toBeLessThanOrEqual(6);
  });
});
