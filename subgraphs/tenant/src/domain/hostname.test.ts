import { describe, expect, it } from '@jest/globals';
import { hostnameOfHost, normalizeHostname, problemOfHostname } from './hostname.js';

const problemOf = (text: string) => problemOfHostname(normalizeHostname(text), 'erp.example');

describe('normalizeHostname', () => {
  it.each([
    [' ERP.Acme.com ', 'erp.acme.com'],
    ['erp.acme.com.', 'erp.acme.com'],
    ['Bücher.Example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ａcme。com', 'acme.com'],
    ['ac\u00ADme.com', 'acme.com'],
  ])('writes "%s" as "%s"', (text, hostname) => {
    expect(normalizeHostname(text)).toBe(hostname);
    expect(problemOf(text)).toBeNull();
  });

  it.each(['acme.com/login', 'https://acme.com', 'acme.com:443', 'me@acme.com', 'acme.com?x', 'acme.com#x', 'ac me.com', 'a%2ecom'])(
    'cuts nothing off "%s"',
    (text) => expect(normalizeHostname(text)).toBe(text),
  );
});

describe('problemOfHostname', () => {
  it.each(['acme.com', 'erp.acme.co.uk', 'a.b.c.acme.com', 'acme.github.io', 'notthe-erp.example.com', 'evilerp.example', '1a.com'])(
    'has nothing against "%s"',
    (hostname) => expect(problemOf(hostname)).toBeNull(),
  );

  it.each([
    ['127.0.0.1', /IP address/],
    ['0x7f.1', /IP address/],
    ['1.2.3', /IP address/],
    ['::1', /IP address/],
    ['*.acme.com', /Wildcards/],
    ['localhost', /two labels/],
    ['', /labels have/],
    ['.', /labels have/],
    ['a..com', /labels have/],
    ['-a.com', /labels have/],
    ['a-.com', /labels have/],
    ['a_b.com', /labels have/],
    ['ac／me.com', /labels have/],
    ['https://acme.com', /no scheme/],
    ['acme.com:443', /port/],
    [`${'a'.repeat(64)}.com`, /1 to 63/],
    [`${'a.'.repeat(118)}com`, /at most 237/],
    ['erp.example', /belong to the platform/],
    ['acme.erp.example', /belong to the platform/],
    ['a.b.ERP.example.', /belong to the platform/],
    ['com', /two labels/],
    ['co.uk', /shared by many/],
    ['github.io', /shared by many/],
    ['acme.com\0', /labels have/],
  ])('refuses "%s"', (text, message) => expect(problemOf(text)).toMatch(message));

  it('leaves room for the name of the proof', () => {
    expect(problemOf(`${'a.'.repeat(117)}com`)).toBeNull();
  });
});

describe('hostnameOfHost', () => {
  it.each([
    ['ERP.acme.com:4000', 'erp.acme.com'],
    ['erp.acme.com.', 'erp.acme.com'],
    ['bücher.example:80', 'xn--bcher-kva.example'],
  ])('finds in "%s" the name "%s"', (host, hostname) => expect(hostnameOfHost(host)).toBe(hostname));
});
