import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { anOperator, executeAs, testSubgraph } from '@supergraph/kernel/testing';
import { operationChunkRequested } from '@supergraph/schema/events';
import { Operation } from '../domain/operation.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { holdModules, waitingBackends } from '../testing/held-modules.js';
import { ofOperations, operationsOf, someOrganizations } from '../testing/operations.js';

const staff = anOperator('platform:modules:write', 'platform:modules:read');

describe('the chunks of an operation', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const { assign, drain, read, cancel } = operationsOf(app, staff);
  /** However slow the machine is, a chunk then ends for lack of items, and not of time. */
  const stopTheClock = () => jest.spyOn(Date, 'now').mockReturnValue(Date.now());
  afterEach(() => void jest.restoreAllMocks());

  it('follow each other, and another operation gets in between', async () => {
    const [large, small] = [await someOrganizations(app, 60), await someOrganizations(app, 2)];
    await app.raised();

    const { operation: first } = await assign(large, ['crm']);
    const { operation: second } = await assign(small, ['crm']);

    const raised = (await drain()).filter(({ payload }) => payload.operationId && !payload.organizationId);
    const order = raised.map(({ type, payload }) => [payload.operationId === first.id ? 'large' : 'small', type.split('.')[1]].join(' '));
    expect(order.indexOf('small finished')).toBeLessThan(order.lastIndexOf('large chunk_requested'));
    expect(order.at(-1)).toBe('large finished');
    const progress = raised.filter(({ type }) => type === 'operation.progressed.v1');
    expect(progress.length).toBeGreaterThanOrEqual(2);
    for (const { payload } of progress) expect(payload).toMatchObject({ operationId: first.id, status: 'RUNNING', total: 60, failed: 0 });
    expect(await read(second.id)).toMatchObject({ status: 'SUCCEEDED', done: 2 });
  });

  it('take every one of a thousand organizations, once each, in eight statements', async () => {
    const ids = await someOrganizations(app, 1_000);
    await app.raised();
    const { operation } = await assign(ids, ['crm']);
    const [request] = (await app.raised()).filter(({ type }) => type === operationChunkRequested.type);

    const clock = stopTheClock();
    const statements = await app.statementsOf(() => app.deliver(operationChunkRequested, request?.payload));
    clock.mockRestore();
    const { done } = await read(operation.id);
    const next = { ...request?.payload, chunk: 2 };
    const isOpen = async () => (await app.context().em.count(Operation, { id: operation.id, finishedAt: null })) > 0;
    while (await isOpen()) await app.deliver(operationChunkRequested, next);

    expect(done).toBe(25);
    // Of each: whether it was canceled, savepoint, lock, registry, rows, insert, outbox, release. Of the chunk: the rest.
    expect(statements.length).toBeLessThanOrEqual(8 * 25 + 13);
    expect(await read(operation.id)).toMatchObject({ status: 'SUCCEEDED', done: 1_000, percent: 100 });
    const rows = await app.context().em.count(OrganizationModule, { organizationId: { $in: ids } });
    expect(rows).toBe(1_000);
    const assigned = (await app.raised()).filter(({ type }) => type === 'module.assigned.v1');
    expect(new Set(assigned.map(({ organizationId }) => organizationId)).size).toBe(1_000);
    expect(assigned).toHaveLength(1_000);
  }, 240_000);

  it('end where it is canceled: what is done stays done, the rest is skipped', async () => {
    const ids = await someOrganizations(app, 60);
    await app.raised();
    const { operation } = await assign(ids, ['crm']);
    const begun = await drain(1);
    const { done } = await read(operation.id);

    const canceled = await cancel(operation.id);

    expect(canceled).toMatchObject({ operation: { status: 'CANCELED', cancelable: false, finishedAt: null }, userErrors: [] });
    const last = begun.findLast(({ type }) => type === operationChunkRequested.type);
    await app.deliver(operationChunkRequested, last?.payload);
    expect(await read(operation.id)).toMatchObject({ status: 'CANCELED', done, skipped: 60 - done, finishedAt: expect.any(String) });
    expect(done).toBeLessThan(60);
    expect((await read(operation.id, { status: ['PENDING'] })).items.totalCount).toBe(0);
    expect((await read(operation.id, { status: ['SKIPPED'] })).items.nodes[0]).toMatchObject({ skipReason: 'CANCELED' });
    expect(ofOperations(await app.raised())).toEqual(['operation.canceled.v1', 'operation.finished.v1']);
    expect(await cancel(operation.id)).toMatchObject({ operation: null, userErrors: [{ code: 'OPERATION_NOT_CANCELABLE' }] });
  });

  it('end at the next organization when they are canceled in the middle', async () => {
    const ids = (await someOrganizations(app, 10)).toSorted();
    await app.raised();
    const { operation } = await assign(ids, ['crm']);
    const [request] = (await app.raised()).filter(({ type }) => type === operationChunkRequested.type);
    const { release } = await holdModules(app, ids[2] as string);
    stopTheClock();
    const running = app.deliver(operationChunkRequested, request?.payload);
    await waitingBackends(app);

    const { userErrors } = await cancel(operation.id);

    await release();
    await running;
    expect(userErrors).toEqual([]);
    expect(await read(operation.id)).toMatchObject({ status: 'CANCELED', done: 3, skipped: 7, finishedAt: expect.any(String) });
  });

  it('are done again as a whole when the database failed in the middle, with no effect twice', async () => {
    const ids = (await someOrganizations(app, 10)).toSorted();
    await app.raised();
    const { operation } = await assign(ids, ['crm']);
    const [request] = (await app.raised()).filter(({ type }) => type === operationChunkRequested.type);
    const { release } = await holdModules(app, ids[5] as string);
    stopTheClock();
    const running = app.deliver(operationChunkRequested, request?.payload).then(
      () => 'done',
      (error) => error.code ?? error.message,
    );
    const [backend] = await waitingBackends(app);

    await executeAs(app.database().appUrl, `select pg_cancel_backend(${backend?.pid})`);

    expect(await running).toBe('57014');
    await release();
    expect(await read(operation.id)).toMatchObject({ status: 'QUEUED', done: 0, failed: 0 });
    expect(await app.raised()).toEqual([]);
    await app.deliver(operationChunkRequested, request?.payload);
    expect(await read(operation.id)).toMatchObject({ status: 'SUCCEEDED', done: 10, failed: 0 });
    expect((await app.raised()).filter(({ type }) => type === 'module.assigned.v1')).toHaveLength(10);
  });

  it('that come again when nothing is left change nothing', async () => {
    const { operation } = await assign(await someOrganizations(app, 2), ['crm']);
    const raised = await drain();
    const before = await read(operation.id);

    await app.deliver(operationChunkRequested, raised.findLast(({ type }) => type === operationChunkRequested.type)?.payload);

    expect(await read(operation.id)).toEqual(before);
    expect(await app.raised()).toEqual([]);
  });
});
