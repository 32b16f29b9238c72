import { describe, expect, it } from '@jest/globals';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import type { RegistryContext } from '../context.js';
import { Operation } from '../domain/operation.entity.js';
import { OperationItem } from '../domain/operation-item.entity.js';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { operationsOf, someOrganizations } from '../testing/operations.js';
import { forgetOperations } from './forget-operations.js';

describe('operations that are over', () => {
  const app = testSubgraph(moduleRegistrySubgraph, { config: { OPERATION_RETENTION_DAYS: '30' } });
  const { assign, drain } = operationsOf(app, anOperator('platform:modules:write'));

  it('are kept for the days that are set, and then go with their items; open ones stay', async () => {
    const ids = await someOrganizations(app, 2);
    const old = await assign(ids, ['crm']);
    const recent = await assign(ids, ['hr']);
    await drain();
    const open = await assign(ids, ['finance']);
    const { em } = app.context();
    const age = async (id: string, days: number) =>
      em.execute(`update module_registry.operation set finished_at = now() - interval '${days} days' where id = ?`, [id], 'run');
    await age(old.operation.id, 31);
    await age(recent.operation.id, 29);

    await forgetOperations(app.context<RegistryContext>());

    const left = await app.context().em.find(Operation, {}, { orderBy: { id: 'asc' } });
    expect(left.map(({ id }) => id)).toEqual([recent.operation.id, open.operation.id]);
    expect(await app.context().em.count(OperationItem)).toBe(4);
  });
});
