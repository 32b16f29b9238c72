import type { QueryPlan } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { aLoadedGraph } from '../testing/an-operation.js';
import { createPlanCache } from './plan-cache.js';

function aPlanner() {
  let planned = 0;
  const planner = {
    buildQueryPlan: (): QueryPlan => {
      planned += 1;
      return { kind: 'QueryPlan' };
    },
  };
  return { planner, planned: () => planned };
}

const { api } = aLoadedGraph().supergraph;

describe('createPlanCache', () => {
  it('plans a document once, whether it is the same one or only the same text', () => {
    const { planner, planned } = aPlanner();
    const plan = createPlanCache(planner, api, 10);
    const document = parse('{ me { name } }');

    const plans = new Set([plan(document), plan(document), plan(parse('{me{name}}'))]);

    expect([plans.size, planned()]).toEqual([1, 1]);
  });

  it('plans each operation of a document', () => {
    const { planner, planned } = aPlanner();
    const plan = createPlanCache(planner, api, 10);
    const document = parse('query A { me { name } } query B { me { id } }');

    plan(document, 'A');
    plan(document, 'B');

    expect(planned()).toBe(2);
  });

  it('keeps no more plans than it may', () => {
    const { planner, planned } = aPlanner();
    const plan = createPlanCache(planner, api, 2);
    const [a, b, c] = [parse('{ me { id } }'), parse('{ me { name } }'), parse('{ me { email } }')];

    for (const document of [a, b, c, a]) plan(document);

    expect(planned()).toBe(4);
  });
});
