import { describe, expect, it } from '@jest/globals';
import { aKeyPair } from '../testing/test-gateway.js';
import { createKeyRing, type Jwks } from './key-ring.js';

/** A source that counts how often it is asked, and a clock to turn. */
function aSource(first: Jwks) {
  const source = { jwks: first, asked: 0, fails: false, time: 0 };
  const read = async () => {
    source.asked += 1;
    if (source.fails) throw new Error('connect ECONNREFUSED');
    return source.jwks;
  };
  return { source, ring: createKeyRing(read, { now: () => source.time }) };
}

const one = aKeyPair('one');
const two = aKeyPair('two');

describe('createKeyRing', () => {
  it('reads the keys once for many tokens', async () => {
    const { source, ring } = aSource(one.jwks);

    const found = await Promise.all([ring.find('one'), ring.find('one'), ring.find('one')]);

    expect(found.every((key) => key?.asymmetricKeyType === 'ec')).toBe(true);
    expect(source.asked).toBe(1);
  });

  it('finds a new key as soon as a token names it', async () => {
    const { source, ring } = aSource(one.jwks);
    await ring.find('one');
    source.jwks = { keys: [...one.jwks.keys, ...two.jwks.keys] };
    source.time = 10_000;

    expect(await ring.find('two')).toBeDefined();
  });

  it('asks at most once in ten seconds, however many unknown keys are named', async () => {
    const { source, ring } = aSource(one.jwks);
    for (source.time = 0; source.time < 10_000; source.time += 500) await ring.find(`guess-${source.time}`);

    expect(source.asked).toBe(1);
  });

  it('lets go of a key that its source has dropped, within ten seconds of use and without a request that waits for it', async () => {
    const { source, ring } = aSource({ keys: [...one.jwks.keys, ...two.jwks.keys] });
    await ring.find('one');
    source.jwks = two.jwks;
    source.time = 9_999;
    const before = [await ring.find('one'), source.asked];
    source.time = 10_000;
    const during = await ring.find('one');
    await new Promise(setImmediate);

    expect([before, during]).toEqual([[expect.anything(), 1], expect.anything()]);
    expect([await ring.find('one'), source.asked]).toEqual([undefined, 2]);
  });

  it('goes on with the keys it has where their source fails', async () => {
    const { source, ring } = aSource(one.jwks);
    await ring.find('one');
    source.fails = true;
    source.time = 60_000;

    expect(await ring.find('unknown')).toBeUndefined();
    expect(await ring.find('one')).toBeDefined();
  });

  it('is ready from the first time that its source answers', async () => {
    const { source, ring } = aSource(one.jwks);
    source.fails = true;
    const before = await ring.isReady();
    await expect(ring.find('one')).rejects.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
    source.fails = false;
    source.time = 1_000;

    expect([before, await ring.isReady()]).toEqual([false, true]);
  });

  it('publishes nothing that is private and no key of another kind', async () => {
    const secret = one.privateKey.export({ format: 'jwk' });
    const { ring } = aSource({
      keys: [
        { ...secret, kid: 'one' },
        { kty: 'oct', k: 'c2VjcmV0', kid: 'hmac' },
      ],
    });

    const { keys } = await ring.published();

    expect(keys).toEqual([{ kty: 'EC', crv: 'P-256', x: secret.x, y: secret.y, kid: 'one', use: 'sig', alg: 'ES256' }]);
  });
});
