import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, frontend } from '../src/client.js';
import { signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';
import { macToken, readToken, signToken, writeToken } from './tokens.js';

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1_000);
const aKey = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve });

let fleet: Fleet;
let genuine: { accessToken: string; refreshToken: string };
/** The key that access tokens are signed with, which nobody outside has, and its public half, which everybody has. */
let privateKey: KeyObject;
let publicJwk: Answer;
beforeAll(async () => {
  fleet = await startFleet();
  genuine = (await signUp(frontend(fleet.url))).tokens;
  const { signingKeys } = fleet.fleet.find('auth').services as { signingKeys: { signer(): Promise<{ privateKey: KeyObject }> } };
  ({ privateKey } = await signingKeys.signer());
  const { keys } = (await (await fetch(`${fleet.url}/.well-known/jwks.json`)).json()) as Answer;
  publicJwk = keys.find(({ kid }: Answer) => kid === readToken(genuine.accessToken).header.kid);
}, 60_000);
afterAll(() => fleet.stop());

/** All that a client sees of an answer. */
async function present(token: string) {
  const response = await fetch(`${fleet.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ organization { id } }' }),
  });
  const body = (await response.json()) as Answer;
  const { requestId, ...extensions } = body.errors?.[0]?.extensions ?? {};
  const names = [...response.headers.keys()].sort();
  return { status: response.status, names, challenge: response.headers.get('www-authenticate'), body, extensions, hasId: typeof requestId };
}

const shapeOf = ({ body, ...rest }: Awaited<ReturnType<typeof present>>) => ({
  ...rest,
  fields: Object.keys(body),
  error: body.errors?.map((error: Answer) => [Object.keys(error), error.message, Object.keys(error.extensions).sort()]),
});

type Forge = (header: Record<string, unknown>, claims: Record<string, unknown>) => string;

const publicPem = () => createPublicKey({ key: publicJwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
const foreign = aKey();

const FORGERIES: Record<string, Forge> = {
  'whose claims were changed': (header, claims) =>
    writeToken(header, { ...claims, scope: 'platform:orgs:read' }, genuine.accessToken.split('.')[2]),
  'whose signature was changed': () => `${genuine.accessToken.slice(0, -6)}AAAAAA`,
  'without a signature': (header, claims) => writeToken(header, claims),
  'of alg none': (header, claims) => writeToken({ ...header, alg: 'none' }, claims),
  'of alg nOnE': (header, claims) => writeToken({ ...header, alg: 'nOnE' }, claims),
  'of alg none with the old signature': (header, claims) =>
    writeToken({ ...header, alg: 'none' }, claims, genuine.accessToken.split('.')[2]),
  'of HS256 with the public key as its secret': (header, claims) => macToken({ ...header, alg: 'HS256' }, claims, publicPem()),
  'of HS256 with the published key as its secret': (header, claims) =>
    macToken({ ...header, alg: 'HS256' }, claims, JSON.stringify(publicJwk)),
  'of HS256 with nothing as its secret': (header, claims) => macToken({ ...header, alg: 'HS256' }, claims, ''),
  'of another curve': (header, claims) => signToken({ ...header, alg: 'ES384' }, claims, aKey('P-384').privateKey),
  'that says RS256': (header, claims) => signToken({ ...header, alg: 'RS256' }, claims, privateKey),
  'of somebody else’s key under our name': (header, claims) => signToken(header, claims, foreign.privateKey),
  'of somebody else’s key under its own name': (header, claims) => signToken({ ...header, kid: 'theirs' }, claims, foreign.privateKey),
  'that brings its key along': (header, claims) =>
    signToken({ ...header, kid: 'theirs', jwk: foreign.publicKey.export({ format: 'jwk' }) }, claims, foreign.privateKey),
  'that says where its key is': (header, claims) =>
    signToken({ ...header, kid: 'theirs', jku: 'http://127.0.0.1:9/keys' }, claims, foreign.privateKey),
  'that names no key': ({ kid: _, ...header }, claims) => signToken(header, claims, privateKey),
  'for another audience': (header, claims) => signToken(header, { ...claims, aud: 'somebody-else' }, privateKey),
  'for nobody': (header, { aud: _, ...claims }) => signToken(header, claims, privateKey),
  'of another issuer': (header, claims) => signToken(header, { ...claims, iss: 'somebody-else' }, privateKey),
  'of no issuer': (header, { iss: _, ...claims }) => signToken(header, claims, privateKey),
  'of another type': (header, claims) => signToken({ ...header, typ: 'JWT' }, claims, privateKey),
  'of no type': ({ typ: _, ...header }, claims) => signToken(header, claims, privateKey),
  'that is not good yet': (header, claims) => signToken(header, { ...claims, nbf: now() + HOUR }, privateKey),
  'that never ends': (header, { exp: _, ...claims }) => signToken(header, claims, privateKey),
  'that is about nobody': (header, { sub: _, ...claims }) => signToken(header, claims, privateKey),
  'that is a refresh token': () => genuine.refreshToken,
  'that is no token': () => 'a.b.c',
};

describe('an access token', () => {
  it('is taken as it was issued, and as our own key signs it', async () => {
    const { header, claims } = readToken(genuine.accessToken);

    expect((await present(genuine.accessToken)).body.errors).toBeUndefined();
    expect((await present(signToken(header, claims, privateKey))).body.errors).toBeUndefined();
  });

  it.each(Object.keys(FORGERIES))('%s is refused as every other one is', async (name) => {
    const { header, claims } = readToken(genuine.accessToken);
    const forged = (FORGERIES[name] as Forge)(header, claims);
    const answer = await present(forged);

    expect(forged).not.toBe(genuine.accessToken);
    expect([answer.status, answer.extensions]).toEqual([401, { code: 'TOKEN_INVALID', kind: 'unauthenticated' }]);
    expect(shapeOf(answer)).toEqual(shapeOf(await present('nonsense')));
  });

  it('that has expired is told so, in the same form', async () => {
    const { header, claims } = readToken(genuine.accessToken);
    const answer = await present(signToken(header, { ...claims, iat: now() - HOUR, exp: now() - 1 }, privateKey));
    const { error, extensions, ...shape } = shapeOf(answer);
    const { error: usual, extensions: _, ...usualShape } = shapeOf(await present('nonsense'));

    expect(extensions).toEqual({ code: 'TOKEN_EXPIRED', kind: 'unauthenticated' });
    expect(shape).toEqual(usualShape);
    expect(error?.map(([keys, , facts]: Answer) => [keys, facts])).toEqual(usual?.map(([keys, , facts]: Answer) => [keys, facts]));
    // The end of a forged token says nothing: first comes the signature.
    expect((await present(signToken(header, { ...claims, exp: now() - 1 }, foreign.privateKey))).extensions.code).toBe('TOKEN_INVALID');
  });
});
