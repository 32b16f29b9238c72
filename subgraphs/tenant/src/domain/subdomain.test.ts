import { describe, expect, it } from '@jest/globals';
import { checkSubdomain, subdomainOfHost } from './subdomain.js';

describe('checkSubdomain', () => {
  it.each(['acme', 'a-b-c', 'abc', '123', 'a'.repeat(63)])('takes "%s"', (subdomain) => {
    expect(checkSubdomain(subdomain)).toBe(subdomain);
  });

  it('writes it in lower case without space around it', () => {
    expect(checkSubdomain('  AcMe ')).toBe('acme');
  });

  it.each(['ab', '-acme', 'acme-', 'ac--me', 'xn--acme', 'a'.repeat(64), 'ac me', 'ac.me', 'ac_me', 'äcme', ''])(
    'refuses the shape of "%s"',
    (subdomain) => {
      expect(() => checkSubdomain(subdomain)).toThrow(expect.objectContaining({ code: 'SUBDOMAIN_MALFORMED' }));
    },
  );

  it.each(['www', 'ADMIN', 'api', 'graphql'])('keeps "%s" for the platform', (subdomain) => {
    expect(() => checkSubdomain(subdomain)).toThrow(expect.objectContaining({ code: 'SUBDOMAIN_RESERVED' }));
  });
});

describe('subdomainOfHost', () => {
  it.each([
    ['acme.erp.example', 'acme'],
    ['ACME.erp.example:4000', 'acme'],
    ['acme.erp.example.', 'acme'],
    ['erp.example', null],
    ['a.b.erp.example', null],
    ['acme.other.example', null],
    ['evilerp.example', null],
  ])('finds in "%s" the subdomain %s', (host, subdomain) => {
    expect(subdomainOfHost(host, 'erp.example')).toBe(subdomain);
  });
});
