import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';
import { operationsOf, someOrganizations } from '../testing/operations.js';
import { stopped } from '../testing/organization-modules.js';

const FOLLOW = `subscription ($id: ID!) { operationProgressed(id: $id) {
  change operationId status total done failed skipped percent } }`;
const WITH_OPERATION = 'subscription ($id: ID!) { operationProgressed(id: $id) { change operation { id status done } } }';

describe('operationProgressed', () => {
  const app = testSubgraph(moduleRegistrySubgraph);
  const staff = anOperator('platform:modules:write', 'platform:modules:read');
  const { assign, drain, cancel } = operationsOf(app, staff);

  it('tells how far the operation is, chunk by chunk, until it is finished, and nothing of another one', async () => {
    const ids = await someOrganizations(app, 40);
    const { operation } = await assign(ids, ['crm']);
    const { operation: other } = await assign(ids, ['hr']);
    const live = await app.as(staff).subscribe(FOLLOW, { id: operation.id });

    await drain();

    expect(live.errors).toEqual([]);
    const news = (await live.news()).map(({ data }) => data?.operationProgressed as Record<string, unknown>);
    expect(news.map(({ operationId }) => operationId)).toEqual(news.map(() => operation.id));
    expect(news[0]).toMatchObject({ change: 'PROGRESSED', status: 'RUNNING', total: 40, failed: 0, skipped: 0 });
    expect(news[0]?.percent).toBe(Math.floor((100 * Number(news[0]?.done)) / 40));
    expect(news.at(-1)).toMatchObject({ change: 'FINISHED', status: 'SUCCEEDED', done: 40, percent: 100 });
    expect(other.id).not.toBe(operation.id);
  });

  it('tells that it was canceled, and the operation as it is by then', async () => {
    const { operation } = await assign(await someOrganizations(app, 3), ['crm']);
    const live = await app.as(staff).subscribe(WITH_OPERATION, { id: operation.id });

    await cancel(operation.id);
    await drain();

    expect((await live.news()).map(({ data }) => data?.operationProgressed)).toEqual([
      { change: 'CANCELED', operation: { id: operation.id, status: 'CANCELED', done: 0 } },
      { change: 'FINISHED', operation: { id: operation.id, status: 'CANCELED', done: 0 } },
    ]);
  });

  it('reads nothing for what the event tells itself', async () => {
    const { operation } = await assign(await someOrganizations(app, 1), ['crm']);
    const payload = {
      operationId: operation.id,
      organizationId: null,
      kind: operation.kind,
      status: 'RUNNING',
      total: 1,
      done: 0,
      failed: 0,
      skipped: 0,
    };
    const event = {
      type: 'operation.progressed.v1',
      aggregateType: 'operation',
      aggregateId: operation.id,
      organizationId: null,
      payload,
      headers: { correlationId: 'x', actor: { kind: 'system', id: 'x' } },
      createdAt: new Date().toISOString(),
    };

    const statements = await app.statementsOf(async () => {
      const { data, errors } = await app.as(staff).event(event, FOLLOW, { id: operation.id });
      expect([data.operationProgressed.change, errors]).toEqual(['PROGRESSED', []]);
    });

    expect(statements).toEqual([]);
  });

  it('is for members of whose operation it is, and for platform staff; for others there is none', async () => {
    const [ours = '', theirs = ''] = await someOrganizations(app, 2);
    const scopes = ['org:modules:write', 'org:modules:read'];
    const us = aMemberOf(ours, ...scopes);
    const { operation } = await assign([ours], ['crm'], {}, us);
    const { operation: ofPlatform } = await assign([ours], ['hr']);
    const open = (id: string, as: typeof us) => app.as(as).subscribe(FOLLOW, { id });
    const [mine, watching] = [await open(operation.id, us), await open(operation.id, staff)];

    await drain();

    for (const live of [mine, watching])
      expect((await live.news()).at(-1)).toMatchObject({ data: { operationProgressed: { change: 'FINISHED' } } });
    const them = aMemberOf(theirs, ...scopes);
    for (const [id, as] of [
      [operation.id, them],
      [ofPlatform.id, us],
      [randomUUID(), us],
      ['x', us],
    ] as const)
      expect(await open(id, as)).toMatchObject({ stream: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect((await open(operation.id, aMemberOf(ours))).errors).toEqual(stopped('UNAUTHORIZED_FIELD_OR_TYPE'));
  });
});
