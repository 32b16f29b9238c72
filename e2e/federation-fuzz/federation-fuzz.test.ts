import { describe, expect, it } from '@jest/globals';
import { missingFrom } from './run/coverage.js';
import { fuzz } from './run/fuzz.js';
import { MUTANTS } from './run/mutants.js';
import { describeFinding } from './run/report.js';

/** The same graphs, data and operations each time; other seeds are for `npm run fuzz:federation`. */
const SEED = '7';

describe('the gateway', () => {
  it('answers 300 operations of chance over federated graphs of chance as one server with all the data would', async () => {
    const { coverage, findings } = await fuzz({ seed: SEED, operations: 300 });

    expect(findings.map(describeFinding)).toEqual([]);
    // A generator that draws only what is easy, or graphs that do not compose, proves nothing.
    expect(coverage.refused.length / (coverage.graphs + coverage.refused.length)).toBeLessThan(0.3);
    expect(coverage.tooComplex).toBe(0);
    expect((coverage.ofOperations.get('entities fetched') ?? 0) / coverage.operations).toBeGreaterThan(0.15);
    expect(missingFrom(coverage).length).toBeLessThan(8);
  }, 60_000);

  it.each(MUTANTS)(
    'would be found to be broken within 500 operations: $name',
    async (mutant) => {
      const { findings } = await fuzz({ seed: SEED, operations: 500, mutant, isOver: (report) => report.findings.length > 0 });

      expect(findings).toHaveLength(1);
    },
    60_000,
  );
});
