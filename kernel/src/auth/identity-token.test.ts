import { describe, expect, it, jest } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { serviceIdentity, signIdentity, verifyIdentity } from './index.js';

const secret = 'a secret that only tests know, 32+';
const identity = serviceIdentity('auth');

describe('a signed identity', () => {
  const token = signIdentity(identity, { secret, audience: 'tenant' });

  it('is read by the subgraph that it is for', () => {
    expect(verifyIdentity(token, { secret, audience: 'tenant' })).toEqual(identity);
  });

  it.each([
    ['for another subgraph', token, { secret, audience: 'user' }],
    ['signed by somebody else', token, { secret: 'another secret of thirty-two chars', audience: 'tenant' }],
    ['tampered with', `${token.slice(0, -3)}abc`, { secret, audience: 'tenant' }],
    ['unsigned', jwt.sign({ identity }, '', { algorithm: 'none', audience: 'tenant' }), { secret, audience: 'tenant' }],
    ['of another shape', jwt.sign({ identity: { kind: 'god' } }, secret, { audience: 'tenant' }), { secret, audience: 'tenant' }],
    ['missing', undefined, { secret, audience: 'tenant' }],
  ])('is refused when it is %s', (_case, presented, options) => {
    expect(verifyIdentity(presented, options)).toBeNull();
  });

  it('is refused after half a minute', () => {
    jest.useFakeTimers({ now: Date.now() + 31_000 });
    expect(verifyIdentity(token, { secret, audience: 'tenant' })).toBeNull();
    jest.useRealTimers();
  });
});
