import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ofOperations, operationsOf, someOrganizations } from '../testing/operations.js';
import { ASSIGN, anOrganization, DISABLE } from '../testing/organization-modules.js';

const staff = anOperator('platform:modules:write', 'platform:modules:read');

describe('an operation that assigns modules', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const { assign, drain, read } = operationsOf(app, staff);
  const modulesOf = (organizationId: string) => app.context(organizationId).em.find(OrganizationModule, {}, { orderBy: { id: 'asc' } });
  const having = async (...keys: string[]) => {
    const one = anOrganization(app, (id) => aMemberOf(id, 'org:modules:write'));
    for (const key of keys) await one.run(ASSIGN, key);
    return one;
  };

  it('gives each organization the modules with what they need', async () => {
    const ids = await someOrganizations(app, 3);
    await app.raised();

    const { operation, userErrors } = await assign(ids, ['leave', 'crm']);

    expect(userErrors).toEqual([]);
    expect(operation).toMatchObject({ kind: 'MODULES_BULK_ASSIGN', status: 'QUEUED', total: 3, done: 0, percent: 0, cancelable: true });
    expect(operation.requestedBy).toEqual({ id: staff.subject });
    expect(operation.input).toEqual({ moduleKeys: ['leave', 'crm'], enabled: true, target: { organizations: 3 } });
    const raised = await drain();
    const after = await read(operation.id);
    expect(after).toMatchObject({ status: 'SUCCEEDED', done: 3, failed: 0, skipped: 0, percent: 100, cancelable: false });
    for (const id of ids) {
      expect((await modulesOf(id)).map(({ moduleKey, source, enabled }) => [moduleKey, source, enabled])).toEqual([
        ['hr', 'DEPENDENCY', true],
        ['leave', 'MANUAL', true],
        ['crm', 'MANUAL', true],
      ]);
    }
    const told = ofOperations(raised);
    expect([...told.slice(0, 2), told.at(-1)]).toEqual(['operation.requested.v1', 'operation.chunk_requested.v1', 'operation.finished.v1']);
    expect(raised.at(-1)?.payload).toMatchObject({
      operationId: operation.id,
      organizationId: null,
      status: 'SUCCEEDED',
      total: 3,
      done: 3,
    });
    expect(after.items.nodes[0]).toMatchObject({
      status: 'DONE',
      problem: null,
      organizationModules: [{ module: { key: 'hr' } }, { module: { key: 'leave' } }, { module: { key: 'crm' } }],
    });
  });

  it('announces every module of each organization, and all of them together, as done by whoever asked', async () => {
    const [id = ''] = await someOrganizations(app, 1);
    await app.raised();

    const { operation } = await assign([id], ['leave']);

    const raised = (await drain()).filter(({ organizationId }) => organizationId === id);
    expect(raised.map(({ type, payload }) => [type, payload.moduleKey ?? payload.moduleKeys])).toEqual([
      ['module.assigned.v1', 'hr'],
      ['module.assigned.v1', 'leave'],
      ['modules.bulk_assigned.v1', ['hr', 'leave']],
    ]);
    expect(raised.at(-1)?.payload).toMatchObject({ operationId: operation.id, enabled: true });
    const actors = await app.context().em.execute(
      `select distinct headers -> 'actor' as actor from (select organization_id, headers from module_registry.outbox
       union all select organization_id, headers from module_registry.event_log) e where organization_id = ?`,
      [id],
    );
    expect(actors).toEqual([{ actor: { kind: 'user', id: staff.subject } }]);
  });

  it('changes nothing where all of it is there, and leaves what the organization has switched off', async () => {
    const one = await having('crm', 'hr');
    await one.run(DISABLE, 'crm');
    await app.raised();

    const { operation } = await assign([one.organizationId], ['crm', 'hr']);

    const raised = await drain();
    expect(await read(operation.id)).toMatchObject({
      status: 'SUCCEEDED',
      skipped: 1,
      items: { nodes: [{ status: 'SKIPPED', skipReason: 'NOTHING_TO_DO', organizationModules: [] }] },
    });
    expect(raised.filter(({ organizationId }) => organizationId)).toEqual([]);
    expect((await one.rows()).map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  it('goes on past an organization where it cannot be done, and past one that there is not', async () => {
    const broken = await having('hr');
    await broken.run(DISABLE, 'hr');
    const nowhere = randomUUID();
    const ids = await someOrganizations(app, 98);
    await app.raised();

    const { operation } = await assign([...ids, broken.organizationId, nowhere], ['crm', 'leave']);

    const raised = await drain();
    expect(await read(operation.id)).toMatchObject({ status: 'PARTIALLY_FAILED', total: 100, done: 98, failed: 2, skipped: 0 });
    const { items } = await read(operation.id, { status: ['FAILED'] });
    expect(items.totalCount).toBe(2);
    const problems = new Map(
      items.nodes.map(({ organization, problem }: { organization: { id: string }; problem: object }) => [organization.id, problem]),
    );
    expect(problems.get(nowhere)).toMatchObject({ __typename: 'InputError', code: 'NOT_FOUND', field: null });
    expect(problems.get(broken.organizationId)).toMatchObject({
      __typename: 'ModuleDependencyError',
      code: 'DEPENDENCY_MISSING',
      missing: [{ module: { key: 'hr' } }],
    });
    expect((await broken.rows()).map(({ moduleKey }) => moduleKey)).toEqual(['hr']);
    expect(await modulesOf(nowhere)).toEqual([]);
    expect(raised.filter(({ organizationId }) => organizationId === broken.organizationId)).toEqual([]);
    for (const id of ids) expect(await modulesOf(id)).toHaveLength(3);
  });

  it('that fails everywhere has failed', async () => {
    const { operation } = await assign([randomUUID()], ['crm']);

    await drain();

    expect(await read(operation.id)).toMatchObject({ status: 'FAILED', failed: 1, percent: 100 });
  });

  it('of a member gives its own organization modules, within that organization’s own locks', async () => {
    const one = await having();
    const member = aMemberOf(one.organizationId, 'org:modules:write', 'org:modules:read');

    const { operation, userErrors } = await assign([one.organizationId], ['crm'], { enabled: false }, member);

    expect(userErrors).toEqual([]);
    const raised = await drain();
    expect(await read(operation.id, {}, member)).toMatchObject({ status: 'SUCCEEDED', done: 1 });
    expect((await one.rows()).map(({ moduleKey, enabled }) => [moduleKey, enabled])).toEqual([['crm', false]]);
    const theirs = raised.filter(({ payload }) => payload.operationId === operation.id);
    expect(theirs.map(({ organizationId }) => organizationId)).toEqual(theirs.map(() => one.organizationId));
  });
});
