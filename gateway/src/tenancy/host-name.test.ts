import { describe, expect, it } from '@jest/globals';
import { hostName } from './host-name.js';

describe('hostName', () => {
  it.each([
    ['acme.example.com', 'acme.example.com'],
    ['ACME.Example.COM', 'acme.example.com'],
    ['acme.example.com:4000', 'acme.example.com'],
    ['acme.example.com.', 'acme.example.com'],
    ['acme.example.com.:443', 'acme.example.com'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['XN--MNCHEN-3YA.example', 'xn--mnchen-3ya.example'],
    ['127.0.0.1:80', '127.0.0.1'],
    ['[::1]:4000', '::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['localhost', 'localhost'],
  ])('reads %s as %s', (host, name) => {
    expect(hostName(host)).toBe(name);
  });

  it.each([
    [''],
    ['.'],
    ['acme..example.com'],
    ['acme.example.com..'],
    ['.acme.example.com'],
    ['acme.example.com:port'],
    ['acme.example.com:80:90'],
    ['user@acme.example.com'],
    ['acme.example.com/x'],
    ['acme.example.com, globex.example.com'],
    ['acme example.com'],
    ['münchen.example'],
    ['%61cme.example.com'],
    ['::1'],
    ['[nonsense]'],
    [`${'a'.repeat(64)}.example.com`],
    [Array.from({ length: 64 }, () => 'abc').join('.')],
  ])('does not take %j for a host', (host) => {
    expect(hostName(host)).toBeNull();
  });
});
