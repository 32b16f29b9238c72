import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import type { RunningSubgraph } from '@supergraph/kernel/subgraph';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import jwt from 'jsonwebtoken';
import type { AuthContext, AuthServices } from '../context.js';
import { SigningKey, type SigningKeyState } from '../domain/signing-key.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, PASSWORD } from '../testing/arrange.js';
import { keepSigningKeys } from './rotate-signing-keys.js';

const ROTATE = 'mutation ($drop: Boolean!) { signingKeyRotate(reason: "drill", dropCurrent: $drop) { ok userErrors { code message } } }';
const DAY = 86_400_000;

describe('signing keys', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, SIGNING_KEY_STAGE_SECONDS: '1' } });
  const em = () => app.context().em;
  const keep = () => keepSigningKeys(app.context<AuthContext>());
  const states = async () => (await em().find(SigningKey, {}, { orderBy: { createdAt: 'asc', id: 'asc' } })).map(({ state }) => state);
  const kidOf = async (state: keyof typeof SigningKeyState) =>
    (await em().findOneOrFail(SigningKey, { state: state as SigningKeyState })).kid;
  const published = async (from: RunningSubgraph = app.running()) =>
    (await (from.services as AuthServices).signingKeys.jwks()).keys as unknown as (JsonWebKey & { kid: string })[];
  const rotate = async (drop = false) => (await app.as(anOperator('platform:users:write')).execute(ROTATE, { drop })).data.signingKeyRotate;
  const age = (state: string, milliseconds: number) =>
    em().execute(
      `update signing_key set created_at = created_at - make_interval(secs => ?), signs_since = signs_since - make_interval(secs => ?)
       where state = ?`,
      [milliseconds / 1_000, milliseconds / 1_000, state],
    );

  it('have a next one that is published before it signs', async () => {
    await published();

    await keep();

    expect(await states()).toEqual(['CURRENT', 'NEXT']);
    (app.running().services as AuthServices).signingKeys.forget();
    expect((await published()).map(({ kid }) => kid)).toEqual([await kidOf('CURRENT'), await kidOf('NEXT')]);
  });

  it('take turns when the time of one is over, once however many replicas see to it', async () => {
    const [current, next] = [await kidOf('CURRENT'), await kidOf('NEXT')];
    await age('CURRENT', 89 * DAY);
    await age('NEXT', DAY);
    await keep();
    expect(await kidOf('CURRENT')).toBe(current);
    await age('CURRENT', DAY);
    await app.raised();

    await Promise.all([keep(), keep(), keep()]);

    expect([await kidOf('PREVIOUS'), await kidOf('CURRENT')]).toEqual([current, next]);
    expect(await states()).toEqual(['PREVIOUS', 'CURRENT', 'NEXT']);
    expect(await app.raised()).toMatchObject([
      { type: 'auth.signing_key.rotated.v1', payload: { kid: next, formerKid: current, reason: null, isFormerDropped: false } },
    ]);
  });

  it('are kept until the last token of them is over', async () => {
    const { retiresAt } = await em().findOneOrFail(SigningKey, { state: 'PREVIOUS' as SigningKeyState });
    expect((retiresAt as Date).getTime() - Date.now()).toBeGreaterThan(1_190_000);
    await keep();
    expect(await states()).toContain('PREVIOUS');
    await em().execute(`update signing_key set retires_at = now() where state = 'PREVIOUS'`);

    await keep();

    expect(await states()).toEqual(['CURRENT', 'NEXT']);
  });

  it('take turns by command of platform staff, not before everybody knows the next one', async () => {
    const [current, next] = [await kidOf('CURRENT'), await kidOf('NEXT')];
    await em().execute(`update signing_key set created_at = now() where state = 'NEXT'`);
    expect((await rotate()).userErrors).toMatchObject([{ code: 'INVALID' }]);
    await age('NEXT', 2_000);

    expect(await rotate()).toEqual({ ok: true, userErrors: [] });

    expect([await kidOf('PREVIOUS'), await kidOf('CURRENT')]).toEqual([current, next]);
    const { errors } = await app
      .as(aMemberOf('01a1ff00-0000-7000-8000-000000000000', 'org:ownership:write'))
      .execute(ROTATE, { drop: false });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
  });

  it('are dropped at once where one got into wrong hands', async () => {
    const [current, next] = [await kidOf('CURRENT'), await kidOf('NEXT')];

    expect(await rotate(true)).toEqual({ ok: true, userErrors: [] });

    expect(await kidOf('CURRENT')).toBe(next);
    expect((await published()).map(({ kid }) => kid)).not.toContain(current);
  });

  it('change under load without one token that somebody refuses who reads the keys as the gateway does', async () => {
    const replica = await app.replica();
    const { account } = await aMember(app);
    const known = new Map<string, JsonWebKey>();
    const verify = async (token: string, from: RunningSubgraph) => {
      const kid = jwt.decode(token, { complete: true })?.header.kid ?? '';
      // Asks again for what it does not know, and asks the other replica than the one that signed.
      if (!known.has(kid)) for (const key of await published(from)) known.set(key.kid, key);
      const key = createPublicKey({ key: known.get(kid) as JsonWebKey, format: 'jwk' });
      jwt.verify(token, key, { algorithms: ['ES256'], audience: 'innoerp-api', issuer: 'innoerp' });
      return kid;
    };
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { outcome { ... on TokenPair { accessToken } } } }';
    const logInAt = async (running: RunningSubgraph, other: RunningSubgraph) => {
      const input = { email: account.email, password: PASSWORD };
      const { data } = await running.handle({
        query,
        variables: { input },
        identity: anonymous,
        requestId: 'x',
        client: { ip: '127.0.0.1' },
      });
      return verify((data as { login: { outcome: { accessToken: string } } }).login.outcome.accessToken, other);
    };
    const kids = new Set<string>();
    let isOver = false;
    const load = async (running: RunningSubgraph, other: RunningSubgraph) => {
      while (!isOver) {
        kids.add(await logInAt(running, other));
      }
    };
    const loads = [load(app.running(), replica), load(replica, app.running())];
    for (let turn = 0; turn < 3; turn += 1) {
      await sleep(1_300);
      expect((await rotate()).userErrors).toEqual([]);
    }
    await sleep(500);
    isOver = true;
    await Promise.all(loads);
    await replica.stop();

    expect(kids.size).toBeGreaterThanOrEqual(3);
  });
});
