import { describe, expect, it } from '@jest/globals';
import { replayGuard } from './index.js';

describe('a replay guard', () => {
  it('takes a call once', async () => {
    const guard = replayGuard();

    expect(await guard.isFirst('a', { changes: false })).toBe(true);
    expect(await guard.isFirst('a', { changes: false })).toBe(false);
    expect(await guard.isFirst('b', { changes: true })).toBe(true);
    expect(await guard.isFirst('b', { changes: true })).toBe(false);
  });

  it('takes a call that changes something once among all replicas', async () => {
    const keys = new Set<string>();
    const shared = { setOnce: async (key: string) => !keys.has(key) && keys.add(key) !== undefined };
    const [one, other] = [replayGuard(shared), replayGuard(shared)];

    expect(await one.isFirst('a', { changes: true })).toBe(true);
    expect(await other.isFirst('a', { changes: true })).toBe(false);
  });

  it('remembers alone while the replicas cannot ask each other, and asks nobody about a query', async () => {
    const told: unknown[] = [];
    const guard = replayGuard({ setOnce: () => Promise.reject(new Error('Redis is away')) }, (error) => told.push(error));

    expect([await guard.isFirst('a', { changes: true }), await guard.isFirst('a', { changes: true })]).toEqual([true, false]);
    expect(told).toHaveLength(1);
    expect(await guard.isFirst('b', { changes: false })).toBe(true);
    expect(told).toHaveLength(1);
  });
});
