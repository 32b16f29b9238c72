import { describe, expect, it } from '@jest/globals';
import { seeded } from '../random.js';
import { compareSamples } from './statistics.js';

const sample = (seed: string, shift: number) => {
  const random = seeded(seed);
  return Array.from({ length: 300 }, () => random.next() + random.next() + shift);
};

describe('compareSamples', () => {
  it('finds nothing between two samples of one distribution', () => {
    const { superiority, p, distance } = compareSamples(sample('one', 0), sample('other', 0));

    expect(Math.abs(superiority - 0.5)).toBeLessThan(0.05);
    expect(p).toBeGreaterThan(0.05);
    expect(distance).toBeLessThan(0.12);
  });

  it('finds a shift of half the spread', () => {
    const { superiority, p, distance } = compareSamples(sample('one', 0.2), sample('other', 0));

    expect(superiority).toBeGreaterThan(0.58);
    expect(p).toBeLessThan(0.001);
    expect(distance).toBeGreaterThan(0.1);
  });

  it('calls apart what does not meet, and equal what is equal', () => {
    expect(compareSamples([3, 4, 5], [0, 1, 2])).toMatchObject({ superiority: 1, distance: 1, medians: [4, 1] });
    expect(compareSamples([1, 1, 1], [1, 1, 1])).toMatchObject({ superiority: 0.5 });
  });
});
