import { describe, expect, it } from '@jest/globals';
import { platformProviders } from './login-provider.js';

const ONE = {
  key: 'acme-id',
  name: 'Acme ID',
  issuer: 'https://id.example.com',
  clientId: 'innoerp',
  clientSecret: 'a secret that nobody reads',
};
const parse = (...all: object[]) => platformProviders.safeParse(JSON.stringify(all));

describe('the setting of the platform’s providers', () => {
  it('is a list, and none where it is left out', () => {
    expect(platformProviders.parse(undefined)).toEqual([]);
    const { key: id, ...rest } = ONE;
    expect(parse(ONE, { ...ONE, key: 'other', scopes: ['email'] }).data).toEqual([
      { id, ...rest, scopes: ['openid', 'email', 'profile'], organization: null },
      { ...rest, id: 'other', scopes: ['openid', 'email'], organization: null },
    ]);
  });

  it.each([
    [[ONE, ONE]],
    [[{ ...ONE, key: 'Acme' }]],
    [[{ ...ONE, key: '019a0000-0000-7000-8000-000000000000' }]],
    [[{ ...ONE, issuer: 'id.example.com' }]],
    [[{ ...ONE, issuer: 'https://id.example.com/?tenant=a' }]],
    [[{ ...ONE, clientSecret: '' }]],
    [[{ ...ONE, secret: 'misspelt' }]],
    [[{ ...ONE, scopes: ['a b'] }]],
  ])('refuses %j', (all) => {
    expect(parse(...all).success).toBe(false);
  });

  it('quotes no secret where it cannot be read', () => {
    const { error } = platformProviders.safeParse(`[${JSON.stringify(ONE)}`);

    expect(error?.issues).toHaveLength(1);
    expect(JSON.stringify(error?.issues)).not.toContain('secret that nobody');
  });
});
