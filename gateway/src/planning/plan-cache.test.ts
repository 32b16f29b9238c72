import type { QueryPlan } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { GatewayErrors } from '../gateway.errors.js';
import { bytesOf, PlanCache, type PlanObserver } from './plan-cache.js';
import type { Planned, Unplanned } from './planner.js';

const planned = (text: string): Planned => ({ kind: 'planned', json: JSON.stringify({ kind: 'QueryPlan', of: text }), took: 1 });

/** A cache over a planner that remembers what it was asked. */
function aCache({ bytes = 1_000_000, answer = planned as (text: string) => Planned | Unplanned | Promise<Planned | Unplanned> } = {}) {
  const asked: string[] = [];
  const seen: string[] = [];
  const observer: PlanObserver = {
    asked: (outcome) => seen.push(outcome),
    planned: (outcome) => seen.push(outcome),
    evicted: () => seen.push('evicted'),
  };
  const cache = new PlanCache(
    (text) => {
      asked.push(text);
      return answer(text);
    },
    { bytes, observer },
  );
  return { cache, asked, seen };
}

const codeOf = async (plan: () => unknown): Promise<unknown> => {
  try {
    await plan();
    return 'planned';
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).message;
  }
};

describe('PlanCache', () => {
  it('plans a document once, whether it is the same one or only the same text', () => {
    const { cache, asked, seen } = aCache();
    const document = parse('{ me { name } }');

    const plans = new Set([cache.plan(document), cache.plan(document), cache.plan(parse('{me{name}}'))]);

    expect([plans.size, asked.length]).toEqual([1, 1]);
    expect(seen).toEqual(['miss', 'planned', 'hit', 'hit']);
  });

  it('plans once for all who ask at the same time, and answers at once from then on', async () => {
    const held = Promise.withResolvers<void>();
    const { cache, asked, seen } = aCache({ answer: (text) => held.promise.then(() => planned(text)) });
    const document = parse('{ me { id } }');

    const waiting = [cache.plan(document), cache.plan(parse('{ me { id } }')), cache.plan(document)];
    held.resolve();
    const plans = new Set(await Promise.all(waiting));

    expect([plans.size, asked.length]).toEqual([1, 1]);
    expect(seen).toEqual(['miss', 'shared', 'shared', 'planned']);
    expect(cache.plan(document)).toBe([...plans][0]);
  });

  it('keeps as many plans as its bytes allow, those used last', () => {
    const one = bytesOf('{\n  a\n}', planned('{\n  a\n}').json);
    const { cache, asked, seen } = aCache({ bytes: 2 * one });
    const [a, b, c] = [parse('{ a }'), parse('{ b }'), parse('{ c }')];

    for (const document of [a, b, a, c, a, b]) cache.plan(document);

    expect(asked.map((text) => text.replaceAll(/\s/g, ''))).toEqual(['{a}', '{b}', '{c}', '{b}']);
    expect([cache.entries, cache.bytes]).toEqual([2, 2 * one]);
    expect(seen.filter((outcome) => outcome === 'evicted')).toHaveLength(2);
  });

  it('counts what is kept with a plan later', () => {
    const [a, b] = [parse('{ a }'), parse('{ b }')];
    const one = bytesOf('{\n  a\n}', planned('{\n  a\n}').json);
    const { cache, asked } = aCache({ bytes: 2 * one + 100 });
    const plan = cache.plan(a) as QueryPlan;
    cache.plan(b);

    cache.grew(plan, 100);
    const full = [cache.entries, cache.bytes];
    cache.grew(plan, 1);
    const without = [cache.entries, cache.bytes];
    cache.grew(plan, -101);
    cache.grew({ kind: 'QueryPlan' }, 1_000_000);

    expect([full, without]).toEqual([
      [2, 2 * one + 100],
      [1, one + 101],
    ]);
    expect([cache.entries, cache.bytes]).toEqual([1, one]);
    expect([cache.plan(a), asked.length]).toEqual([plan, 2]);
  });

  it('answers what is larger than all its bytes, and does not keep it', () => {
    const { cache, asked } = aCache({ bytes: 10 });
    const document = parse('{ a }');

    expect([cache.plan(document), cache.plan(document)]).toHaveLength(2);
    expect([asked.length, cache.entries, cache.bytes]).toEqual([2, 0, 0]);
  });

  it.each<[string, Unplanned, string]>([
    ['too complex', { kind: 'refused', reason: 'Too many options', took: 1 }, 'OPERATION_TOO_COMPLEX'],
    ['more than the planner can do', { kind: 'failed', reason: 'Oh', took: 1 }, 'The planner failed'],
  ])('does not try again what is %s', async (_, answer, reason) => {
    const { cache, asked, seen } = aCache({ answer: async () => answer });
    const document = parse('{ a }');

    const refusals = [await codeOf(() => cache.plan(document)), await codeOf(() => cache.plan(document))];

    expect(refusals).toEqual([reason, reason]);
    expect(asked).toHaveLength(1);
    expect(seen).toEqual(['miss', answer.kind, 'miss']);
  });

  it('tries again where there was only no planner for it', async () => {
    let isBusy = true;
    const { cache } = aCache({ answer: async (text) => (isBusy ? Promise.reject(GatewayErrors.PLANNER_BUSY()) : planned(text)) });
    const document = parse('{ a }');

    const first = await codeOf(() => cache.plan(document));
    isBusy = false;

    expect([first, await codeOf(() => cache.plan(document))]).toEqual(['PLANNER_BUSY', 'planned']);
  });
});
