import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { parse } from 'graphql';
import { executableOf } from '../execution/execute.js';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.js';
import { testGraph } from '../testing/test-graph.js';
import type { UsedOperation } from './operation-use.js';
import { planningHere } from './planning.js';
import { type WarmUpOptions, warmUp } from './warm-up.js';

const { sdl } = testGraph();

/** A version that is not served yet, and what its planner is asked. */
function aVersion() {
  const planned: string[] = [];
  const here = planningHere();
  const planning = {
    ...here,
    plannerOf(text: string) {
      const plan = here.plannerOf(text);
      return (operation: string) => {
        planned.push(operation.replaceAll(/\s+/g, ' '));
        return operation.includes('email') ? { kind: 'refused' as const, reason: 'Too many options', took: 1 } : plan(operation);
      };
    },
  };
  const supergraph = loadSupergraph(sdl, { sourceOf: () => ({ process: async () => ({ data: {} }) }), planning });
  return { supergraph, planned };
}

const used = (original: string, document: string | null = null): UsedOperation => ({ original, document, operationName: null });

const warm = (supergraph: LoadedSupergraph, operations: readonly UsedOperation[], options: Partial<WarmUpOptions> = {}) =>
  warmUp(supergraph, {
    operations,
    within: 20_000,
    isOver: () => false,
    log: createLogger({ service: 'gateway', level: 'silent' }),
    ...options,
  });

describe('warmUp', () => {
  it('leaves nothing to plan and nothing to compile for those who ask the same', async () => {
    const { supergraph, planned } = aVersion();

    const ready = await warm(supergraph, [{ ...used('query A { me { name } }'), operationName: 'A' }]);
    const documents = [parse('query A { me { name } }'), parse('query A { me { name } }')];
    const [one, other] = documents.map((document) => executableOf({ document, original: document, operationName: 'A', supergraph }));

    expect([ready, planned.length]).toEqual([1, 1]);
    expect(one).not.toBeInstanceOf(Promise);
    expect(other).toBe(one);
  });

  it('plans what the directives left, and subscriptions', async () => {
    const { supergraph, planned } = aVersion();

    const ready = await warm(supergraph, [used('{ me { id name } }', '{ me { id } }'), used('subscription { renamed { name } }')]);

    expect([ready, planned]).toEqual([2, ['{ me { id } }', 'subscription { renamed { name } }']]);
  });

  it('leaves out what is not valid any more, and what cannot be planned', async () => {
    const { supergraph, planned } = aVersion();

    const ready = await warm(supergraph, [used('{ me { age } }'), used('{ me { email } }'), used('{ me { id } }')]);

    expect([ready, planned.at(-1)]).toEqual([1, '{ me { id } }']);
  });

  it('stops as soon as the version will not be served', async () => {
    const { supergraph, planned } = aVersion();

    const ready = await warm(supergraph, [used('{ me { id } }'), used('{ me { name } }')], { isOver: () => planned.length > 0 });

    expect([ready, planned]).toEqual([1, ['{ me { id } }']]);
  });

  it('stops when its time is over', async () => {
    const { supergraph } = aVersion();

    expect(await warm(supergraph, [used('{ me { id } }')], { within: 0 })).toBe(0);
  });

  it('lets others have their turn between two operations', async () => {
    const { supergraph, planned } = aVersion();
    const seen: number[] = [];

    const warming = warm(supergraph, [used('{ me { id } }'), used('{ me { name } }'), used('{ people { id } }')]);
    for (let turn = 0; turn < 2; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(planned.length);
    }
    await warming;

    expect(seen).toEqual([1, 2]);
  });
});
