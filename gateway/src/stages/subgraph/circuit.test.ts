import { beforeEach, describe, expect, it } from '@jest/globals';
import { Circuit, type CircuitRules } from './circuit.js';

const rules: CircuitRules = { window: 10_000, fewest: 10, share: 0.5, rest: [1_000, 4_000], trials: 2 };

describe('a circuit', () => {
  let now = 0;
  let circuit: Circuit;
  beforeEach(() => {
    now = 1_000_000;
    circuit = new Circuit(rules, undefined, () => now);
  });
  const report = (outcome: 'success' | 'failure', times = 1) => {
    for (let time = 0; time < times; time += 1) {
      circuit.enter();
      circuit.leave(outcome);
    }
  };

  it('opens when half of enough calls fail, and lets none through', () => {
    report('success', 5);
    report('failure', 4);
    const before = circuit.state;
    report('failure');

    expect([before, circuit.state, circuit.enter()]).toEqual(['closed', 'open', false]);
  });

  it('concludes nothing from a few calls, nor from what is long ago', () => {
    report('failure', 9);
    now += 11_000;
    report('failure');

    expect(circuit.state).toBe('closed');
  });

  it('lets one call at a time try after its rest, and closes when so many have succeeded', () => {
    report('failure', 10);
    now += 1_300;
    const [first, beside] = [circuit.enter(), circuit.enter()];
    circuit.leave('success');
    const half = circuit.state;
    report('success');

    expect([first, beside, half, circuit.state]).toEqual([true, false, 'half-open', 'closed']);
    report('failure', 9);
    expect(circuit.state).toBe('closed');
  });

  it('rests twice as long after each trial that fails, up to the longest', () => {
    report('failure', 10);
    const rests: number[] = [];
    for (let trial = 0; trial < 4; trial += 1) {
      const began = now;
      while (!circuit.enter()) now += 50;
      rests.push(now - began);
      circuit.leave('failure');
    }

    for (const [index, expected] of [1_000, 2_000, 4_000, 4_000].entries()) {
      expect(rests[index]).toBeGreaterThanOrEqual(expected * 0.75);
      expect(rests[index]).toBeLessThanOrEqual(expected * 1.25 + 50);
    }
  });

  it('lets the next one try where the one that tried lost its client', () => {
    report('failure', 10);
    now += 1_300;
    circuit.enter();
    circuit.leave(null);

    expect([circuit.state, circuit.enter()]).toEqual(['half-open', true]);
  });
});
