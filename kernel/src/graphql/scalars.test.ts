import { describe, expect, it } from '@jest/globals';
import { Kind } from 'graphql';
import { BigIntScalar, DateTime } from './index.js';

describe('BigInt', () => {
  it('writes exact JSON numbers, and strings beyond them', () => {
    expect(BigIntScalar.serialize('42')).toBe(42);
    expect(BigIntScalar.serialize(9_007_199_254_740_993n)).toBe('9007199254740993');
  });

  it('reads numbers and digits', () => {
    expect(BigIntScalar.parseValue(7)).toBe(7n);
    expect(BigIntScalar.parseLiteral({ kind: Kind.STRING, value: '9007199254740993' })).toBe(9_007_199_254_740_993n);
  });

  it.each([1.5, 'many', 2 ** 60, true, null])('refuses %s', (value) => {
    expect(() => BigIntScalar.parseValue(value)).toThrow('BigInt takes');
  });
});

describe('DateTime', () => {
  it('writes what JSON writes of a date, from a date, a text or milliseconds', () => {
    const date = new Date('2026-02-03T04:05:06.007Z');

    expect([date, date.toISOString(), date.getTime()].map((value) => DateTime.serialize(value))).toEqual(Array(3).fill(date.toJSON()));
    expect(() => DateTime.serialize(new Date(Number.NaN))).toThrow('invalid Date');
  });
});
