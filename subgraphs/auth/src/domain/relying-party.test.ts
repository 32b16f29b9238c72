import { describe, expect, it } from '@jest/globals';
import { isOwnOrigin, readClientData } from './relying-party.js';

describe('isOwnOrigin', () => {
  it.each([
    ['erp.example', 'https://erp.example', true],
    ['erp.example', 'https://acme.erp.example', true],
    ['erp.example', 'https://acme.erp.example:8443', true],
    ['localhost', 'http://localhost:4000', true],
    ['localhost', 'http://acme.localhost:4000', true],
    ['erp.example', 'http://erp.example', false],
    ['erp.example', 'https://notmyerp.example', false],
    ['erp.example', 'https://erp.example.evil.example', false],
    ['erp.example', 'https://erp.example/path', false],
    ['erp.example', 'nonsense', false],
  ])('of %s and %s says %s', (id, origin, answer) => {
    expect(isOwnOrigin({ id, name: 'x' }, origin)).toBe(answer);
  });
});

describe('readClientData', () => {
  it.each(['', 'nonsense', Buffer.from('{}').toString('base64url'), Buffer.from('[]').toString('base64url')])(
    'takes no "%s"',
    (encoded) => {
      expect(readClientData(encoded)).toBeNull();
    },
  );
});
