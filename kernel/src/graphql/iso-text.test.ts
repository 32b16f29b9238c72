import { describe, expect, it } from '@jest/globals';
import { isoText } from './iso-text.js';

const LAST = 8.64e15;

describe('the text of a point in time', () => {
  it.each([
    0,
    -1,
    1,
    86_399_999,
    86_400_000,
    -86_400_000,
    -86_400_001,
    LAST,
    -LAST,
    Date.UTC(0, 0, 1),
    Date.UTC(9999, 11, 31, 23, 59, 59, 999),
  ])('is what toISOString says of %d', (time) => {
    expect(isoText(new Date(time))).toBe(new Date(time).toISOString());
  });

  it('is what toISOString says of any other, near and far, however many days there are', () => {
    for (const span of [1e9, 1e12, 1e14, LAST]) {
      for (let turn = 0; turn < 5_000; turn += 1) {
        const date = new Date((Math.random() - 0.5) * 2 * span);
        expect(isoText(date)).toBe(date.toISOString());
      }
    }
  });

  it('is none where there is no such point', () => {
    expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError);
  });
});
