import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { ENTANGLED, entangledGraph } from '../testing/entangled-graph.js';
import { peopleWithAge, testGraph } from '../testing/test-graph.js';
import { buildPlanner, createAnswerer } from './planner.js';

const { sdl } = testGraph();
const next = testGraph({ peopleSdl: peopleWithAge }).sdl;

describe('a planner', () => {
  it('makes the plans that the stock one makes', () => {
    const supergraph = Supergraph.build(sdl, { supportedFeatures: null });
    const text = 'query ($id: ID!, $all: Boolean!) { person(id: $id) { name books @include(if: $all) { title author { email } } } }';
    const stock = new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(text)));

    const answer = buildPlanner(sdl)(text);

    expect(answer).toEqual({ kind: 'planned', json: JSON.stringify(stock), took: expect.any(Number) });
  });

  it('refuses what there are too many ways to plan', () => {
    const plan = buildPlanner(entangledGraph(4).sdl);

    expect(plan(ENTANGLED)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('Too many options') });
    expect(plan('{ plain nodes { id } }')).toMatchObject({ kind: 'planned' });
  });

  it('says where it is at fault itself', () => {
    expect(buildPlanner(sdl)('{ nobody }')).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('nobody'),
      stack: expect.any(String),
    });
  });

  it('knows the two versions that it was asked about last', () => {
    const answer = createAnswerer();
    const plan = (version: number, text = '{ me { id } }') => answer({ kind: 'plan', version, text }).kind;

    const unknown = plan(1);
    const loaded = answer({ kind: 'load', version: 1, sdl });
    answer({ kind: 'load', version: 2, sdl: next });
    const both = [plan(2, '{ me { age } }'), plan(1, '{ me { age } }'), plan(1)];
    answer({ kind: 'load', version: 3, sdl });

    expect([unknown, loaded, both]).toEqual(['unknown', { kind: 'loaded' }, ['planned', 'failed', 'planned']]);
    expect([plan(1), plan(2), plan(3)]).toEqual(['planned', 'unknown', 'planned']);
  });
});
