import { describe, expect, it } from '@jest/globals';
import { isWithin } from './address-ranges.js';

describe('an address', () => {
  it.each<[string, string[], boolean]>([
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
  ])('%s in %j: %s', (address, networks, expected) => {
    expect(isWithin(networks, address)).toBe(expected);
    expect(isWithin(networks, address)).toBe(expected);
  });
});
