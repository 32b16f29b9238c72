import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anOperator, aMemberOf as member, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { APPLY_ROLLOUT, BULK_ASSIGN, BULK_TEMPLATE, CANCEL, LIST, operationsOf, someOrganizations } from '../testing/operations.js';
import { stopped } from '../testing/organization-modules.js';

describe('an operation', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const { ask, assign, read, cancel } = operationsOf(app, anOperator('platform:modules:write', 'platform:modules:read'));
  const all = { all: true };

  it('by a member may name its own organization alone; another one is answered like one that there is not', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const us = member(ours, 'org:modules:write');
    const nobody = randomUUID();
    await app.raised();

    for (const organizationIds of [[theirs], [nobody], [ours, theirs]])
      for (const dryRun of [false, true])
        expect(await assign(organizationIds, ['crm'], { dryRun }, us)).toEqual({
          operation: null,
          plan: null,
          userErrors: [
            {
              __typename: 'InputError',
              code: 'NOT_FOUND',
              field: ['input', 'target', 'organizationIds'],
              message: 'Organization was not found',
            },
          ],
        });
    expect(await ask(BULK_ASSIGN, { target: all, moduleKeys: ['crm'] }, us)).toMatchObject({ userErrors: [{ code: 'FORBIDDEN' }] });
    expect(await app.raised()).toEqual([]);
    expect(await assign([ours], ['crm'], { dryRun: true }, us)).toMatchObject({ plan: { total: 1, change: 1 }, userErrors: [] });
  });

  it.each([
    ['modulesBulkAssign', BULK_ASSIGN, { moduleKeys: ['crm'] }, 'org:modules:read'],
    ['templateApplyBulk', BULK_TEMPLATE, { code: 'retail' }, 'org:modules:write'],
    ['moduleRolloutApply', APPLY_ROLLOUT, { moduleKey: 'crm' }, 'org:modules:write'],
  ])('%s is not for everybody', async (_name, mutation, input, scope) => {
    const organizationId = randomUUID();
    const variables = { input: { ...input, target: { organizationIds: [organizationId] }, idempotencyKey: randomUUID() } };

    const answers = [
      await app.as(member(organizationId, scope)).execute(mutation, variables),
      await app.as(anOperator('platform:modules:read')).execute(mutation, variables),
    ];

    for (const { errors } of answers) expect(errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
    expect((await app.execute(mutation, variables)).errors).toEqual(stopped('UNAUTHENTICATED'));
    // Staff who hold a member's scope by mistake.
    const mixed = await app.as(anOperator('platform:orgs:read', 'org:modules:write')).execute(BULK_ASSIGN, {
      input: { moduleKeys: ['crm'], target: all, idempotencyKey: randomUUID() },
    });
    expect(mixed.data.modulesBulkAssign).toMatchObject({ operation: null, userErrors: [{ code: 'FORBIDDEN' }] });
  });

  it('is canceled by whoever may see it, and by nobody else', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const [us, them] = [member(ours, 'org:modules:write'), member(theirs, 'org:modules:write')];
    const { operation } = await assign([ours], ['crm'], {}, us);
    const { operation: ofPlatform } = await assign([theirs], ['crm']);
    await app.raised();

    const foreign = [
      await cancel(operation.id, them),
      await cancel(ofPlatform.id, them),
      await cancel(randomUUID(), them),
      await cancel('x', them),
    ];

    const notFound = { __typename: 'InputError', code: 'NOT_FOUND', field: ['id'], message: 'Operation was not found' };
    for (const answer of foreign) expect(answer).toEqual({ operation: null, plan: null, userErrors: [notFound] });
    expect(await app.raised()).toEqual([]);
    expect((await app.as(member(ours)).execute(CANCEL, { id: operation.id })).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
    expect(await cancel(operation.id, anOperator('platform:orgs:read', 'org:modules:write'))).toMatchObject({
      userErrors: [{ code: 'FORBIDDEN' }],
    });
    expect(await cancel(operation.id, us)).toMatchObject({ operation: { status: 'CANCELED' }, userErrors: [] });
    expect(await cancel(ofPlatform.id)).toMatchObject({ operation: { status: 'CANCELED' }, userErrors: [] });
    expect((await app.raised()).map(({ type, organizationId }) => [type, organizationId])).toEqual([
      ['operation.canceled.v1', ours],
      ['operation.canceled.v1', null],
    ]);
  });

  it('is seen by members of whose it is, and by platform staff; for others there is none', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const [us, them] = [member(ours, 'org:modules:write', 'org:modules:read'), member(theirs, 'org:modules:write', 'org:modules:read')];
    const { operation } = await assign([ours], ['crm'], {}, us);
    const { operation: ofPlatform } = await assign([ours, theirs], ['crm']);
    const list = async (as: typeof us) =>
      (await app.as(as).execute(LIST, { first: 100 })).data.operations.nodes.map(({ id }: { id: string }) => id);

    expect(await read(operation.id, {}, us)).toMatchObject({ id: operation.id, items: { totalCount: 1 } });
    expect(await list(us)).toEqual([operation.id]);
    for (const id of [operation.id, ofPlatform.id, randomUUID(), 'x']) expect(await read(id, {}, them)).toBeNull();
    expect(await read(ofPlatform.id, {}, us)).toBeNull();
    expect(await list(them)).toEqual([]);
    const staff = anOperator('platform:modules:read');
    expect(await read(operation.id, {}, staff)).toMatchObject({ id: operation.id });
    expect((await list(staff)).slice(0, 2)).toEqual([ofPlatform.id, operation.id]);
    for (const nobody of [member(ours), anOperator('platform:orgs:read')])
      expect((await app.as(nobody).execute(LIST)).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
  });

  it('is found by its kind and its status, page by page, with the items of all in two statements more', async () => {
    const ids = await someOrganizations(app, 2);
    for (const [mutation, input] of [
      [BULK_TEMPLATE, { code: 'retail' }],
      [BULK_TEMPLATE, { code: 'education' }],
    ] as const)
      await ask(mutation, { ...input, target: { organizationIds: ids } });
    await ask(BULK_ASSIGN, { target: { all: true, filter: { planKey: ['none'] } }, moduleKeys: ['crm'] });
    const staff = app.as(anOperator('platform:modules:read'));
    const list = async (filter: object, page: object = {}) => (await staff.execute(LIST, { filter, ...page })).data.operations;
    const kind = ['TEMPLATE_APPLY_BULK'];

    const { nodes: first, pageInfo } = await list({ kind }, { first: 1 });
    const { nodes: second } = await list({ kind }, { first: 1, after: pageInfo.endCursor });

    expect([...first, ...second].map((one) => one.kind)).toEqual([...kind, ...kind]);
    expect(first[0].id).not.toBe(second[0].id);
    expect((await list({ status: ['SUCCEEDED'] })).nodes).toMatchObject([{ status: 'SUCCEEDED' }]);
    const WITH_ITEMS = '{ operations { nodes { id items { nodes { status organization { id } } } } } }';
    expect(await app.statementsOf(() => staff.execute(WITH_ITEMS))).toHaveLength(3);
  });
});
