import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestGateway, testGateway } from '../../testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ env: { METRICS: 'true' } });
});
beforeEach(() => {
  gateway.graph.calls.length = 0;
});

const nested = (first: number) =>
  `{ shelf(first: 1) { shelves(first: ${first}) { shelves(first: ${first}) { shelves(first: ${first}) { books { id } } } } } }`;

describe('the cost of an operation', () => {
  it('is said in every answer', async () => {
    const costOf = async (query: string, variables = {}) => (await gateway.query(query, { variables })).headers['x-operation-cost'];

    expect([
      await costOf('{ now }'),
      await costOf('{ people { name } }'),
      await costOf('query ($n: Int!) { shelf(first: $n) { books { id } } }', { n: 7 }),
      await costOf('mutation { rename(id: "1", name: "x") { id } }'),
    ]).toEqual(['0', '10', '8', '10']);
  });

  it('is too high for lists of a hundred in lists of a hundred in lists of a hundred', async () => {
    const { status, headers, body } = await gateway.query(nested(100));

    expect([status, headers['x-operation-cost']]).toEqual([400, '11010101']);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('shorter lists'),
      extensions: { code: 'COST_TOO_HIGH', kind: 'invalid', cost: 11_010_101, maxCost: 50_000 },
    });
    expect(gateway.graph.calls).toEqual([]);
  });

  it('is fine for lists of ten', async () => {
    expect((await gateway.query(nested(10))).status).toBe(200);
  });

  it('follows the schema to its next version', async () => {
    const own = await testGateway();
    const dear = own.graph.sdl.replace('people: [Person!]!', 'people: [Person!]! @listSize(assumedSize: 3000000)');
    const before = await own.query('{ people { id } }');
    await own.reload(dear);

    const after = await own.query('{ people { id } }');

    expect([before.headers['x-operation-cost'], after.headers['x-operation-cost'], after.status]).toEqual(['10', '3000000', 400]);
  });

  it('is only counted where it is measured', async () => {
    const measuring = await testGateway({ env: { COST_MODE: 'measure', MAX_COST: '5', METRICS: 'true' } });

    const { status, headers } = await measuring.query('{ people { name } }');
    const metrics = await measuring.handle({ url: '/metrics' });

    expect([status, headers['x-operation-cost']]).toEqual([200, '10']);
    expect(metrics.body).toContain('innoerp_operation_limits_total{limit="cost",mode="measure"} 1');
    expect(metrics.body).toContain('innoerp_operation_cost_bucket{le="10"} 1');
  });

  it('takes lists for as long as the settings say where nothing else is known', async () => {
    const long = await testGateway({ env: { DEFAULT_LIST_SIZE: '50' } });

    expect((await long.query('{ people { name } }')).headers['x-operation-cost']).toBe('50');
  });
});

describe('a list that has to say its length', () => {
  it('is refused without', async () => {
    const own = await testGateway();
    await own.reload(own.graph.sdl.replace('shelf(first: Int! = 20)', 'shelf(first: Int)'));

    const { status, body } = await own.query('{ shelf { books { id } } }');

    expect([status, body.errors?.[0]]).toEqual([
      400,
      expect.objectContaining({
        message: 'The list Query.shelf needs exactly one of the arguments that say how long it may be: first',
        extensions: expect.objectContaining({ code: 'SLICING_ARGUMENT_REQUIRED', coordinate: 'Query.shelf', slicingArguments: ['first'] }),
      }),
    ]);
  });
});
