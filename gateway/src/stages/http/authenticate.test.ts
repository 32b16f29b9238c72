import { createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { fixedFacts } from '@supergraph/kernel/testing';
import { createKeyRing } from '../../keys/key-ring.js';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { aKeyPair, aToken, testKeys } from '../../testing/test-gateway.js';
import { authenticate } from './authenticate.js';

const facts = fixedFacts();
const apiKeys = { identify: () => Promise.reject(new Error('this is no API key')) };
const stage = authenticate({ keys: createKeyRing(async () => testKeys.jwks), issuer: 'innoerp', audience: 'innoerp-api', apiKeys, facts });

const headersWith = (authorization: string | undefined): Record<string, string> => (authorization === undefined ? {} : { authorization });

/** What the next stage sees as the identity; where the token is refused, with which code, and whether anything went on. */
async function identityOf(authorization: string | undefined) {
  const { next, seen } = aNext();
  const refused = await stage(anHttpRequest({ headers: headersWith(authorization) }), next).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
  return refused ? { refused, isExecuted: seen.length > 0 } : seen[0]?.identity;
}

const TAMPERED = aToken().replace(
  /\.[^.]+\./,
  `.${Buffer.from(JSON.stringify({ sub: 'root', iss: 'innoerp', aud: 'innoerp-api', exp: 9e9 })).toString('base64url')}.`,
);
const publicPem = createPublicKey(testKeys.privateKey).export({ type: 'spki', format: 'pem' }).toString();

describe('authenticate', () => {
  it('reads the identity from the claims', async () => {
    expect(await identityOf(`Bearer ${aToken({ claims: { org: 'org-1' } })}`)).toEqual({
      kind: 'user',
      subject: '1',
      organizationId: 'org-1',
      scopes: ['org:members:read', 'org:members:write'],
      sessionId: 's-1',
      memberKind: null,
    });
  });

  it('reads what the person is to the organization', async () => {
    expect(await identityOf(`Bearer ${aToken({ claims: { org: 'org-1', kind: 'EMPLOYEE' } })}`)).toMatchObject({ memberKind: 'EMPLOYEE' });
  });

  it('reads who acts as the person, and whether they may only look', async () => {
    const acting = (ro: boolean) => identityOf(`Bearer ${aToken({ claims: { org: 'org-1', act: { sub: 'staff-1' }, ro } })}`);

    expect(await acting(true)).toMatchObject({ subject: '1', organizationId: 'org-1', impersonatorId: 'staff-1', isReadOnly: true });
    expect(await acting(false)).toMatchObject({ subject: '1', impersonatorId: 'staff-1', isReadOnly: false });
  });

  it('reads that the organization alone has said who it is, and takes no other word for that', async () => {
    expect(await identityOf(`Bearer ${aToken({ claims: { org: 'org-1', vouched: true } })}`)).toMatchObject({ isVouchedFor: true });
    expect(await identityOf(`Bearer ${aToken({ claims: { org: 'org-1' } })}`)).not.toHaveProperty('isVouchedFor');
  });

  it('keeps in mind who acts when the person’s rights are narrowed', async () => {
    facts.changeMember({ organizationId: 'org-3', userId: 'u-3', isActive: true, permissions: [], changedAt: Date.now() });
    const claims = { org: 'org-3', sub: 'u-3', act: { sub: 'staff-1' }, ro: true };

    expect(await identityOf(`Bearer ${aToken({ claims })}`)).toMatchObject({ scopes: [], impersonatorId: 'staff-1', isReadOnly: true });
  });

  it('refuses a token whose session has ended, also one that it let through before', async () => {
    const header = `Bearer ${aToken({ claims: { sid: 's-ended' } })}`;
    const before = await identityOf(header);
    facts.endSession('s-ended');

    expect([before, await identityOf(header)]).toEqual([
      expect.objectContaining({ sessionId: 's-ended' }),
      { refused: 'SESSION_ENDED', isExecuted: false },
    ]);
  });

  it('narrows a token to what its bearer may do, however young it is: its issuer may not have heard of the change yet', async () => {
    const iat = Math.floor(Date.now() / 1_000) - 60;
    const header = (issued: number) => `Bearer ${aToken({ claims: { org: 'org-2', sub: 'u-2', iat: issued } })}`;
    const before = await identityOf(header(iat));
    const changedAt = (iat + 30) * 1_000;
    facts.changeMember({
      organizationId: 'org-2',
      userId: 'u-2',
      isActive: true,
      permissions: ['org:members:read', 'org:roles:write'],
      changedAt,
    });
    const [older, younger] = [await identityOf(header(iat)), await identityOf(header(iat + 40))];
    facts.changeMember({ organizationId: 'org-2', userId: 'u-2', isActive: false, permissions: [], changedAt });

    expect(before).toMatchObject({ scopes: ['org:members:read', 'org:members:write'] });
    expect(older).toMatchObject({ scopes: ['org:members:read'] });
    expect(younger).toMatchObject({ scopes: ['org:members:read'] });
    expect(await identityOf(header(iat))).toEqual({ refused: 'UNAUTHENTICATED', isExecuted: false });
  });

  it('takes a token without an organization and without scopes', async () => {
    expect(await identityOf(`bearer ${aToken({ claims: { scope: undefined, sid: undefined } })}`)).toMatchObject({
      organizationId: null,
      scopes: [],
      sessionId: null,
    });
  });

  it.each([[undefined], ['']])('is anonymous with the header %j', async (header) => {
    expect(await identityOf(header)).toEqual(anonymous);
  });

  it('tells an expired token apart, so that a client knows to refresh', async () => {
    expect(await identityOf(`Bearer ${aToken({ claims: { exp: 1_000 } })}`)).toEqual({ refused: 'TOKEN_EXPIRED', isExecuted: false });
  });

  it.each([
    ['is no token', 'Bearer nonsense'],
    ['is of another scheme', 'Basic dXNlcjpwYXNz'],
    ['is empty', 'Bearer '],
    ['was tampered with', `Bearer ${TAMPERED}`],
    ['has another issuer', `Bearer ${aToken({ claims: { iss: 'evil' } })}`],
    ['is for another audience', `Bearer ${aToken({ claims: { aud: 'other-api' } })}`],
    ['is signed with another key', `Bearer ${aToken({ key: aKeyPair().privateKey })}`],
    ['names an unknown key', `Bearer ${aToken({ header: { kid: 'key-9' } })}`],
    ['names no key', `Bearer ${aToken({ header: { kid: undefined } })}`],
    ['is a refresh token', `Bearer ${aToken({ header: { typ: 'rt+jwt' } })}`],
    ['is an ID token', `Bearer ${aToken({ header: { typ: 'JWT' } })}`],
    ['is signed with the public key as a password', `Bearer ${aToken({ key: publicPem, algorithm: 'HS256' })}`],
    ['is not signed', `Bearer ${aToken({ key: '', algorithm: 'none' })}`],
    ['never expires', `Bearer ${aToken({ claims: { exp: undefined } })}`],
    ['names nobody', `Bearer ${aToken({ claims: { sub: undefined } })}`],
    ['says that nobody has vouched for anybody', `Bearer ${aToken({ claims: { vouched: false } })}`],
    ['says that nobody acts', `Bearer ${aToken({ claims: { act: {}, ro: true } })}`],
    ['says that somebody without a name acts', `Bearer ${aToken({ claims: { act: { sub: '' }, ro: true } })}`],
    ['says who acts in other words', `Bearer ${aToken({ claims: { act: 'staff-1', ro: true } })}`],
    ['says null of who acts', `Bearer ${aToken({ claims: { act: null, ro: true } })}`],
    ['says who acts as who acts', `Bearer ${aToken({ claims: { act: { sub: 'staff-1', act: { sub: 'staff-2' } }, ro: true } })}`],
    ['says who acts, and not how', `Bearer ${aToken({ claims: { act: { sub: 'staff-1' } } })}`],
    ['says how somebody acts in other words', `Bearer ${aToken({ claims: { act: { sub: 'staff-1' }, ro: 'false' } })}`],
    ['says how somebody acts, and not who', `Bearer ${aToken({ claims: { ro: true } })}`],
  ])('refuses a token that %s', async (_, header) => {
    expect(await identityOf(header)).toEqual({ refused: 'TOKEN_INVALID', isExecuted: false });
  });

  it('lets a token that it knows go on no longer than its time', async () => {
    const exp = Math.floor(Date.now() / 1000) + 4;
    const header = `Bearer ${aToken({ claims: { exp } })}`;
    const before = await identityOf(header);
    await new Promise((resolve) => setTimeout(resolve, exp * 1000 + 100 - Date.now()));

    expect([before, await identityOf(header)]).toEqual([
      expect.objectContaining({ subject: '1' }),
      { refused: 'TOKEN_EXPIRED', isExecuted: false },
    ]);
  });

  it('lets a token that it knows go on no longer than its key', async () => {
    const key = testKeys.publicKey;
    let current: KeyObject | undefined = key;
    const ring = { find: async () => current, published: async () => testKeys.jwks, isReady: async () => true };
    const own = authenticate({ keys: ring, issuer: 'innoerp', audience: 'innoerp-api', apiKeys, facts });
    const ask = (authorization: string) => own(anHttpRequest({ headers: { authorization } }), aNext().next);
    const header = `Bearer ${aToken()}`;
    await ask(header);
    current = undefined;

    await expect(ask(header)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});
