import { beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type TestGateway, testGateway } from '../../testing/test-gateway.js';

const env = { MAX_DEPTH: '3', MAX_ALIASES: '2', MAX_ROOT_FIELDS: '2', MAX_DIRECTIVES: '2', MAX_FIELDS: '12', METRICS: 'true' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ env });
});

const TOO_DEEP = '{ people { books { author { id } } } }';

describe('an operation beyond a limit', () => {
  it.each([
    ['deep', 'OPERATION_TOO_DEEP', TOO_DEEP, { limit: 3, actual: 4 }],
    ['full of aliases', 'TOO_MANY_ALIASES', '{ a: me { x: id y: id } }', { limit: 2, actual: 3 }],
    ['broad at its root', 'TOO_MANY_ROOT_FIELDS', '{ me { id } people { id } books { id } }', { limit: 2, actual: 3 }],
    [
      'full of directives',
      'TOO_MANY_DIRECTIVES',
      '{ me @include(if: true) { id @include(if: true) name @include(if: true) } }',
      { limit: 2, actual: 3 },
    ],
    ['large', 'OPERATION_TOO_LARGE', `{ me { id ...F ...F } } fragment F on Person { ${'name '.repeat(6)} }`, { limit: 12, actual: 14 }],
  ])('that is too %s is refused, says by how much, and is not executed', async (_, code, query, numbers) => {
    gateway.graph.calls.length = 0;

    const { status, body } = await gateway.query(query);

    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [{ message: expect.any(String), extensions: { code, kind: 'invalid', ...numbers, requestId: expect.any(String) } }],
    });
    expect(gateway.graph.calls).toEqual([]);
  });

  it('is let through and counted where limits are only measured', async () => {
    const measuring = await testGateway({ env: { ...env, OPERATION_LIMITS: 'measure' } });

    const { status } = await measuring.query(TOO_DEEP);
    const metrics = await measuring.handle({ url: '/metrics' });

    expect(status).toBe(200);
    expect(metrics.body).toContain('innoerp_operation_limits_total{limit="depth",mode="measure"} 1');
  });

  it('is refused in any mode where it has no end that anybody could mean', async () => {
    const measuring = await testGateway({ env: { OPERATION_LIMITS: 'measure', COST_MODE: 'measure' } });
    const deep = (levels: number) => `{ people { ${'books { author { '.repeat(levels)} id ${'} }'.repeat(levels)} } }`;
    const wrapped = (levels: number) => `{ people { ${'... { '.repeat(levels)} id ${'}'.repeat(levels)} } }`;
    const refusalOf = async (query: string) => {
      const { status, body } = await measuring.query(query);
      return [status, body.errors?.[0]?.extensions.code];
    };

    expect((await measuring.query(deep(20))).status).toBe(200);
    expect([await refusalOf(deep(110)), await refusalOf(wrapped(1_600))]).toEqual([
      [400, 'OPERATION_TOO_DEEP'],
      [400, 'OPERATION_TOO_DEEP'],
    ]);
  });

  it('does not count against introspection by tools, which has a limit of its own', async () => {
    const open = await testGateway({ env: { MAX_DEPTH: '3' } });
    const fields = (levels: number): string => (levels === 0 ? 'name' : `ofType { ${fields(levels - 1)} }`);

    const whole = await open.query(getIntrospectionQuery());
    const deep = await open.query(`{ __type(name: "Person") { ${fields(25)} } }`);

    expect(whole.status).toBe(200);
    expect([deep.status, deep.body.errors?.[0]?.extensions]).toEqual([
      400,
      expect.objectContaining({ code: 'OPERATION_TOO_DEEP', limit: 20, actual: 27 }),
    ]);
  });
});
