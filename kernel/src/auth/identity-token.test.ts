import { describe, expect, it, jest } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { serviceIdentity, signIdentity, verifyIdentity } from './index.js';

const secret = 'a secret that only tests know, 32+';
const identity = serviceIdentity('auth');

describe('a signed identity', () => {
  const content = '{"query":"{ me }"}';
  const forTenant = { secret, audience: 'tenant', content };
  const token = signIdentity(identity, forTenant);

  it('is read by the subgraph that it is for', () => {
    expect(verifyIdentity(token, forTenant)).toEqual({ identity, callId: expect.any(String) });
  });

  it.each([
    ['for another subgraph', token, { ...forTenant, audience: 'user' }],
    ['signed by somebody else', token, { ...forTenant, secret: 'another secret of thirty-two chars' }],
    ['tampered with', `${token.slice(0, -3)}abc`, forTenant],
    ['put on another content', token, { ...forTenant, content: '{"query":"{ you }"}' }],
    ['unsigned', jwt.sign({ identity }, '', { algorithm: 'none', audience: 'tenant' }), forTenant],
    ['of another shape', jwt.sign({ identity: { kind: 'god' } }, secret, { audience: 'tenant' }), forTenant],
    ['missing', undefined, forTenant],
  ])('is refused when it is %s', (_case, presented, options) => {
    expect(verifyIdentity(presented, options)).toBeNull();
  });

  it('is refused after half a minute', () => {
    jest.useFakeTimers({ now: Date.now() + 31_000 });
    expect(verifyIdentity(token, forTenant)).toBeNull();
    jest.useRealTimers();
  });
});
