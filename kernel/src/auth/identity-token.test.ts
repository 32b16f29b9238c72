import { describe, expect, it, jest } from '@jest/globals';
import { type Identity, serviceIdentity, signIdentity, verifyIdentity } from './index.js';

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
    ['signed for longer than it was', token.replace(/\.(\d+)\./, (_, seconds) => `.${Number(seconds) + 60}.`), forTenant],
    [
      'put into another name',
      token.replace(/^[^.]+/, Buffer.from(JSON.stringify(serviceIdentity('user'))).toString('base64url')),
      forTenant,
    ],
    ['unsigned', token.slice(0, token.lastIndexOf('.') + 1), forTenant],
    ['no token', 'nonsense', forTenant],
    ['of another shape', signIdentity({ kind: 'god' } as unknown as Identity, forTenant), forTenant],
    ['missing', undefined, forTenant],
  ])('is refused when it is %s', (_case, presented, options) => {
    expect(verifyIdentity(presented, options)).toBeNull();
  });

  it('names each call', () => {
    const callIdOf = (text: string) => verifyIdentity(text, forTenant)?.callId;

    expect(callIdOf(signIdentity(identity, forTenant))).not.toBe(callIdOf(token));
  });

  it('is good for a subgraph with a dot in its name', () => {
    const forDotted = { ...forTenant, audience: 'eu.tenant' };

    expect(verifyIdentity(signIdentity(identity, forDotted), forDotted)).toMatchObject({ identity });
  });

  it('is refused after half a minute', () => {
    jest.useFakeTimers({ now: Date.now() + 31_000 });
    expect(verifyIdentity(token, forTenant)).toBeNull();
    jest.useRealTimers();
  });
});
