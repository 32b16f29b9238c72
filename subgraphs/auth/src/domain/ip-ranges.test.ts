import { describe, expect, it } from '@jest/globals';
import { isIpRange, isWithin } from './ip-ranges.js';

describe('isIpRange', () => {
  it.each(['192.0.2.0/24', '192.0.2.7', '0.0.0.0/0', '2001:db8::/32', '::1', '::1/128'])('takes %s', (text) => {
    expect(isIpRange(text)).toBe(true);
  });

  it.each([
    '',
    'office',
    '192.0.2.0/33',
    '192.0.2/24',
    '192.0.2.0/24/1',
    '192.0.2.0/',
    '192.0.2.0/08',
    '::1/129',
    'fe80::1%eth0',
    '1.2.3.4/-1',
  ])('refuses "%s"', (text) => {
    expect(isIpRange(text)).toBe(false);
  });
});

describe('isWithin', () => {
  it.each([
    [[], undefined, true],
    [['192.0.2.0/24'], '192.0.2.255', true],
    [['192.0.2.0/24'], '192.0.3.0', false],
    [['192.0.2.0/24'], '::ffff:192.0.2.1', true],
    [['192.0.2.0/24', '2001:db8::/32'], '2001:db8::1', true],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], '192.0.2.8', false],
    [['192.0.2.7'], undefined, false],
    [['192.0.2.7'], 'nonsense', false],
  ])('of %j and %s says %s', (ranges, address, answer) => {
    expect(isWithin(ranges, address)).toBe(answer);
  });
});
