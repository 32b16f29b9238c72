import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { Operation } from '../domain/operation.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { ofOperations, operationsOf, someOrganizations } from '../testing/operations.js';
import { aWorker } from '../testing/worker.js';

describe('an operation whose worker stops', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const { assign, read } = operationsOf(app, anOperator('platform:modules:write', 'platform:modules:read'));
  const until = async (id: string, isSo: (operation: Operation) => boolean) => {
    while (!isSo(await app.context().em.findOneOrFail(Operation, { id }))) await sleep(20);
  };

  it('goes on where it was, by however many workers, and changes each organization once', async () => {
    const ids = await someOrganizations(app, 200);
    await app.raised();
    const { operation } = await assign(ids, ['crm']);
    const first = await aWorker(app.database());
    await until(operation.id, ({ done }) => done > 0);

    await first.stop();

    const { status, done } = await read(operation.id);
    expect(status).toBe('RUNNING');
    expect(done).toBeLessThan(200);
    const others = await Promise.all([aWorker(app.database()), aWorker(app.database())]);
    await until(operation.id, ({ isFinished }) => isFinished);
    await Promise.all(others.map((worker) => worker.stop()));
    expect(await read(operation.id)).toMatchObject({ status: 'SUCCEEDED', done: 200, failed: 0, skipped: 0 });
    const raised = await app.raised();
    const assigned = raised.filter(({ type }) => type === 'module.assigned.v1').map(({ organizationId }) => organizationId);
    expect(assigned.toSorted()).toEqual(ids.toSorted());
    const told = ofOperations(raised);
    expect(told.filter((type) => type === 'operation.finished.v1')).toHaveLength(1);
    expect(told.filter((type) => type === 'operation.chunk_requested.v1')).toHaveLength(
      1 + told.filter((type) => type === 'operation.progressed.v1').length,
    );
  }, 120_000);
});
