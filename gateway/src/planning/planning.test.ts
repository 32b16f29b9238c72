import { describe, expect, it } from '@jest/globals';
import { ENTANGLED, entangledGraph } from '../testing/entangled-graph.js';
import { type TestGateway, testGateway } from '../testing/test-gateway.js';
import { peopleWithAge, testGraph } from '../testing/test-graph.js';

const metricsOf = async (gateway: TestGateway): Promise<Record<string, number>> => {
  const { body } = await gateway.handle({ url: '/metrics' });
  const lines = body.split('\n').filter((line) => /^innoerp_plan/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
};

describe('a gateway that plans in a process of its own', () => {
  it('answers from all the subgraphs, and counts its plans', async () => {
    const gateway = await testGateway({ env: { PLANNER_PROCESS: 'true', METRICS: 'true' } });

    const ask = () => gateway.query('query Named { people { name books { title } } }');
    const answers = [...(await Promise.all([ask(), ask()])), await ask()];

    const people = [
      { name: 'Ada', books: [{ title: 'Notes' }] },
      { name: 'Grace', books: [{ title: 'COBOL' }] },
    ];
    expect(answers.map(({ body }) => body)).toEqual(Array(3).fill({ data: { people } }));
    expect(await metricsOf(gateway)).toMatchObject({
      'innoerp_plan_cache_total{outcome="miss"}': 1,
      'innoerp_plan_cache_total{outcome="shared"}': 1,
      'innoerp_plan_cache_total{outcome="hit"}': 1,
      innoerp_plan_cache_evictions_total: 0,
      innoerp_plan_cache_entries: 1,
      innoerp_plan_cache_bytes: expect.any(Number),
      'innoerp_planning_duration_seconds_count{outcome="planned"}': 1,
      innoerp_planning_waiting: 0,
      innoerp_planner_starts_total: 1,
    });
  });

  it('answers what it knows while it plans what is too much for it, and then refuses that', async () => {
    const gateway = await testGateway({ env: { PLANNER_PROCESS: 'true' }, graph: entangledGraph(5) });
    await gateway.query('{ plain }');
    const answered: unknown[] = [];

    const complex = gateway.query(ENTANGLED).then((answer) => {
      answered.push('complex');
      return answer;
    });
    await gateway.query('{ plain }').then(({ body }) => answered.push(body.data));

    const { status, body } = await complex;
    expect(answered).toEqual([{ plain: 'simple' }, 'complex']);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'OPERATION_TOO_COMPLEX']);
    expect((await gateway.query('{ __typename plain }')).body.data).toEqual({ __typename: 'Query', plain: 'simple' });
  });
});

describe('a gateway that plans between requests', () => {
  it('refuses what the planner gives up', async () => {
    const gateway = await testGateway({ env: { PLANNER_PROCESS: 'false' }, graph: entangledGraph(4) });

    expect((await gateway.query(ENTANGLED)).body.errors?.[0]?.extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });
});

describe('a new supergraph', () => {
  const withAge = testGraph({ peopleSdl: peopleWithAge });

  it.each(['true', 'false'])('has plans for what was asked for when it is served (PLANNER_PROCESS=%s)', async (PLANNER_PROCESS) => {
    const gateway = await testGateway({ env: { PLANNER_PROCESS, METRICS: 'true' }, call: withAge.call });
    await gateway.query('query Named { people { name } }');
    await gateway.query('{ people { id email } }');
    await gateway.reload(withAge.sdl);
    const before = await metricsOf(gateway);

    await gateway.query('query Named { people { name } }');
    await gateway.query('{ people { id email } }');
    const after = await metricsOf(gateway);

    const misses = 'innoerp_plan_cache_total{outcome="miss"}';
    expect(before.innoerp_plan_cache_entries).toBe(2);
    expect(after[misses]).toBe(before[misses]);
    expect(gateway.lines).toContainEqual(
      expect.objectContaining({ msg: 'the operations used most are ready for the new supergraph', ready: 2, of: 2 }),
    );
  });

  it('has none where none are wanted', async () => {
    const gateway = await testGateway({ env: { PLAN_WARM_UP: '0', METRICS: 'true' } });
    await gateway.query('{ people { name } }');

    await gateway.reload(withAge.sdl);

    expect(await metricsOf(gateway)).toMatchObject({ innoerp_plan_cache_entries: 0, innoerp_plan_cache_bytes: 0 });
  });
});

describe('the memory of plans', () => {
  const named = (number: number) => `query N${number} { me { id } }`;
  const ask = (gateway: TestGateway, count: number) =>
    Promise.all(Array.from({ length: count }, (_, number) => gateway.query(named(number), { operationName: `N${number}` })));

  it('counts what is compiled of each document, of which so many are kept with a plan', async () => {
    const gateway = await testGateway({ env: { METRICS: 'true', RATE_LIMIT: 'off' } });
    await ask(gateway, 50);
    const { innoerp_plan_cache_entries: entries, innoerp_plan_cache_bytes: bytes } = await metricsOf(gateway);

    await ask(gateway, 80);

    expect(entries).toBe(1);
    expect(bytes).toBeGreaterThan(50 * 8_000);
    expect((await metricsOf(gateway)).innoerp_plan_cache_bytes).toBeLessThan(51 * 10_000);
  });

  it('stays within its bounds', async () => {
    const gateway = await testGateway({ env: { METRICS: 'true', RATE_LIMIT: 'off', PLAN_CACHE_BYTES: '40000' } });

    await ask(gateway, 20);

    expect((await metricsOf(gateway)).innoerp_plan_cache_bytes).toBeLessThanOrEqual(40_000);
    expect((await gateway.query(named(1))).body).toEqual({ data: { me: null } });
  });
});
