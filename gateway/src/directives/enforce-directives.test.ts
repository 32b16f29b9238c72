import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anonymous, type Identity } from '@supergraph/kernel/auth';
import { createLogger } from '@supergraph/kernel/logger';
import { parse } from 'graphql';
import type { Operation } from '../operation.js';
import { askGuarded, everything } from '../testing/ask-guarded.js';
import { aMember, anOperator, type GuardedGraph, guardedGraph } from '../testing/guarded-graph.js';
import { enforceDirectives } from './enforce-directives.js';

let graph: GuardedGraph;
beforeAll(() => {
  graph = guardedGraph();
});
beforeEach(() => {
  graph.calls.length = 0;
});

const ask = askGuarded(() => graph);
const answer = async (...args: Parameters<typeof ask>) => {
  const { data, errors } = await ask(...args);
  return { data, errors };
};
const log = createLogger({ service: 'gateway', level: 'silent' });
const UNAUTHORIZED = 'UNAUTHORIZED_FIELD_OR_TYPE';

describe('policies', () => {
  it('ask who somebody is', async () => {
    expect((await ask('{ staffOnly }')).data).toEqual({ staffOnly: 'canteen' });
    expect((await ask('{ staffOnly }', { identity: anOperator() })).data).toEqual({ staffOnly: 'canteen' });
    expect(await answer('{ staffOnly }', { identity: { ...aMember(), memberKind: 'CLIENT' } })).toMatchObject({
      errors: [`${UNAUTHORIZED} staffOnly`],
    });
  });
});

describe('modes', () => {
  it('reject serves nothing where a part is refused', async () => {
    expect(await answer('{ login shop { turnover } }', { mode: 'reject' })).toEqual({
      data: null,
      errors: [`${UNAUTHORIZED} shop.turnover`],
    });
    expect(graph.calls).toEqual([]);
    expect(await answer('{ login }', { mode: 'reject' })).toEqual({ data: { login: 'please' }, errors: [] });
  });

  it('dry-run serves everything, and tells what it would remove', async () => {
    const { data, errors, extensions } = await ask('{ shop { turnover } }', { mode: 'dry-run' });

    expect({ data, errors }).toEqual({ data: { shop: { turnover: 100 } }, errors: [] });
    expect(extensions.authorizationErrors).toMatchObject([{ path: ['shop', 'turnover'], extensions: { code: UNAUTHORIZED } }]);
  });

  it('reports in the extensions, or not at all', async () => {
    expect(await answer('{ login me { name } }', { identity: anonymous, report: 'disabled' })).toEqual({
      data: { login: 'please', me: null },
      errors: [],
    });
    const { errors, extensions } = await ask('{ login me { name } }', { identity: anonymous, report: 'extensions' });
    expect([errors, extensions.authorizationErrors.length]).toEqual([[], 1]);
  });
});

describe('the work is done once', () => {
  it('counts each distinct condition once for a request', async () => {
    const counted: string[] = [];
    const directives = {
      add: ({ directive, outcome }: Record<'directive' | 'outcome', string>) => void counted.push(`${directive} ${outcome}`),
    };

    await ask('{ a: shop { turnover } b: shop { turnover owner { salary email } } }', { metrics: { directives } });

    expect(counted).toEqual(['requiresScopes refused', 'authenticated allowed']);
  });

  it('plans what is left once for each kind of caller', async () => {
    const plans = new Set<unknown>();
    const next = async (operation: Operation) => {
      plans.add(operation.document);
      return { data: {} };
    };
    const query = '{ shop { name turnover } }';
    const document = parse(query);
    const stage = enforceDirectives({ facts: { lag: () => 0 }, mode: 'filter', report: 'errors', log });
    const run = (identity: Identity) =>
      stage(
        {
          document,
          original: document,
          variables: {},
          identity,
          request: { organization: everything },
          supergraph: graph.supergraph,
        } as unknown as Operation,
        next,
      );

    for (const scope of ['a', 'b', 'c', 'money:read']) await run(aMember(scope));

    expect(plans.size).toBe(2);
  });
});
