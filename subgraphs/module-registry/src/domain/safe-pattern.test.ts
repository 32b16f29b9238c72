import { describe, expect, it } from '@jest/globals';
import { isSafePattern } from './safe-pattern.js';

describe('isSafePattern', () => {
  it.each([
    '^[A-Z]{3}$',
    '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    '^[a-z]+(-[a-z]{1,9})?$',
    '^\\d{4}-\\d{2}$',
    '^\\p{L}+$',
    'a|b|c',
    '(?:abc)*',
    '[)(+*]+',
    '\\(\\)+',
    '',
  ])('takes /%s/', (pattern) => {
    expect(isSafePattern(pattern)).toBe(true);
  });

  it.each([
    '(a+)+$',
    '([a-z]+)*$',
    '(a|aa)+$',
    '(?:a*){2,}',
    '(x(a+))*',
    '(?<name>a+)+',
    '((a+)b?)+',
    '(a{2,})*',
    '(a)\\1',
    '(?<x>a)\\k<x>',
    '(?=a)b',
    '(?<!a)b',
    '(',
    '[',
    '\\',
    'a'.repeat(501),
  ])('refuses /%s/', (pattern) => {
    expect(isSafePattern(pattern)).toBe(false);
  });
});
