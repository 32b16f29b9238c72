import { describe, expect, it } from '@jest/globals';
import { isIpRange, isWithin } from './address-ranges.js';

describe('an address', () => {
  it.each<[string | undefined, string[], boolean]>([
    ['203.0.113.9', [], true],
    ['nonsense', [], true],
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['11.1.2.3', ['10.0.0.0/8'], false],
    ['11.1.2.3', ['10.0.0.0/8', '11.1.2.3/32'], true],
    ['10.0.0.7', ['10.0.0.7'], true],
    ['10.0.0.8', ['10.0.0.7'], false],
    ['203.0.113.9', ['0.0.0.0/0'], true],
    ['2001:db8::1', ['0.0.0.0/0'], false],
    ['2001:db8::1', ['::/0'], true],
    ['2001:db8:1::5', ['2001:db8:1::/48'], true],
    ['2001:DB8:0001:0::5', ['2001:db8:1::/48'], true],
    ['2001:db8:2::5', ['2001:db8:1::/48'], false],
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
    ['::ffff:a01:203', ['10.0.0.0/8'], true],
    ['::FFFF:11.1.2.3', ['10.0.0.0/8'], false],
    ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
    ['11.1.2.3', ['::ffff:10.0.0.0/104'], false],
    ['10.1.2.3', ['::ffff:10.1.2.3'], true],
    ['', ['10.0.0.0/8'], false],
    ['nonsense', ['0.0.0.0/0', '::/0'], false],
    ['10.1.2.3', ['nonsense', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/x', '10.0.0.0/8/8', '/8', ''], false],
    ['10.1.2.3', ['nonsense', '10.0.0.0/8'], true],
    [undefined, [], true],
    ['192.0.2.255', ['192.0.2.0/24'], true],
    ['192.0.3.0', ['192.0.2.0/24'], false],
    ['::ffff:192.0.2.1', ['192.0.2.0/24'], true],
    ['2001:db8::1', ['192.0.2.0/24', '2001:db8::/32'], true],
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.8', ['192.0.2.7'], false],
    [undefined, ['192.0.2.7'], false],
    ['nonsense', ['192.0.2.7'], false],
  ])('%s in %j: %s', (address, networks, expected) => {
    expect(isWithin(networks, address)).toBe(expected);
    expect(isWithin(networks, address)).toBe(expected);
  });
});

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
