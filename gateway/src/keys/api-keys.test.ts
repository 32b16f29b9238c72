import { describe, expect, it } from '@jest/globals';
import { readApiKey, writeApiKey } from '@supergraph/kernel/auth';
import { fixedFacts } from '@supergraph/kernel/testing';
import { memoryRateLimiter } from '../limits/rate/memory-rate-limiter.js';
import { anApiKey } from '../testing/an-api-key.js';
import { createApiKeys } from './api-keys.js';

const HERE = '203.0.113.7';

function theKeys({ burst = 100 } = {}) {
  const facts = fixedFacts();
  const asked: string[] = [];
  const used: string[] = [];
  const keys = createApiKeys({
    facts: {
      knownApiKey: facts.knownApiKey,
      apiKey(id) {
        asked.push(id);
        return facts.apiKey(id);
      },
    },
    usage: { note: (id, address) => used.push(`${id} ${address}`) },
    limiter: memoryRateLimiter({ now: () => 0 }),
    unknownKeys: { burst, perMinute: burst },
  });
  return { facts, keys, asked, used };
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'LET_IN',
    ({ code }) => code,
  );

describe('an API key', () => {
  it('is its service account, of its organization, with its scopes', async () => {
    const { facts, keys, used } = theKeys();
    const { text, fact } = anApiKey({ organizationId: 'acme', serviceAccountId: 'robot', scopes: ['crm:read'], rateLimitPerMinute: 9 });
    facts.putApiKey(fact);

    expect(await keys.identify(text, HERE)).toEqual({
      identity: {
        kind: 'service-account',
        subject: 'robot',
        organizationId: 'acme',
        scopes: ['crm:read'],
        sessionId: null,
        memberKind: null,
        apiKeyId: fact.id,
      },
      token: null,
      apiKey: { id: fact.id, requestsPerMinute: 9 },
    });
    expect(used).toEqual([`${fact.id} ${HERE}`]);
  });

  it('is the same to the object from request to request, and nobody is asked about it', async () => {
    const { facts, keys, asked } = theKeys();
    const { text, fact } = anApiKey();
    facts.putApiKey(fact);

    const [one, other] = [await keys.identify(text, HERE), await keys.identify(text, HERE)];

    expect(one.identity).toBe(other.identity);
    expect(asked).toEqual([]);
  });

  it('is what it was changed to from the next request on', async () => {
    const { facts, keys } = theKeys();
    const { text, fact } = anApiKey({ scopes: ['crm:read'] });
    facts.putApiKey(fact);
    const before = await keys.identify(text, HERE);
    facts.putApiKey({ ...fact, scopes: [] });
    const after = await keys.identify(text, HERE);
    facts.putApiKey({ ...fact, isEnabled: false });

    expect([before.identity.scopes, after.identity.scopes]).toEqual([['crm:read'], []]);
    expect(await codeOf(keys.identify(text, HERE))).toBe('TOKEN_INVALID');
  });

  it('can do nothing that is not its organization’s to give', async () => {
    const { facts, keys } = theKeys();
    const { text, fact } = anApiKey({ scopes: ['internal', 'platform:orgs:write', 'crm:internal'] });
    facts.putApiKey(fact);

    expect((await keys.identify(text, HERE)).identity.scopes).toEqual(['crm:internal']);
  });

  it('ends by its time', async () => {
    const { facts, keys } = theKeys();
    const [now, over] = [new Date(Date.now() + 60_000), new Date(Date.now() - 1)].map((at) => anApiKey({ expiresAt: at.toISOString() }));
    for (const key of [now, over]) if (key) facts.putApiKey(key.fact);

    expect((await keys.identify(now?.text ?? '', HERE)).token).toEqual({ expiresAt: Date.parse(now?.fact.expiresAt ?? '') });
    expect(await codeOf(keys.identify(over?.text ?? '', HERE))).toBe('TOKEN_EXPIRED');
  });

  it('is no key at all where its time cannot be read', async () => {
    const { facts, keys } = theKeys();
    const { text, fact } = anApiKey({ expiresAt: 'soon' });
    facts.putApiKey(fact);

    expect(await codeOf(keys.identify(text, HERE))).toBe('TOKEN_EXPIRED');
  });

  it('is good in its networks only', async () => {
    const { facts, keys, used } = theKeys();
    const { text, fact } = anApiKey({ allowedIpCidrs: ['203.0.113.0/24'] });
    facts.putApiKey(fact);

    expect(await codeOf(keys.identify(text, '::ffff:203.0.113.200'))).toBe('LET_IN');
    expect(await codeOf(keys.identify(text, '203.0.114.1'))).toBe('ADDRESS_NOT_ALLOWED');
    expect(used).toHaveLength(1);
  });

  it('is refused in the same words for whatever is wrong with it, and does not say what it would have been', async () => {
    const { facts, keys, used } = theKeys();
    const [good, disabled, unknown] = [anApiKey({ expiresAt: '2001-01-01T00:00:00Z' }), anApiKey({ isEnabled: false }), anApiKey()];
    facts.putApiKey(good.fact);
    facts.putApiKey(disabled.fact);
    const foreign = writeApiKey(good.fact.id, readApiKey(unknown.text)?.secret ?? '');
    const emptied = anApiKey({ secretHash: '' });
    facts.putApiKey(emptied.fact);

    const texts = [foreign, disabled.text, unknown.text, emptied.text, `${good.text.slice(0, -1)}x`, 'ino_live_', 'ino_live_nonsense'];
    const errors = await Promise.all(texts.map((text) => keys.identify(text, HERE).catch(({ code, message }) => `${code} ${message}`)));

    expect(new Set(errors)).toEqual(new Set(['TOKEN_INVALID The access token or API key is not valid']));
    expect(used).toEqual([]);
  });

  it('is not guessed: an address that makes up keys is let through no further, and others are', async () => {
    const { keys, asked } = theKeys({ burst: 3 });
    const guesses = Array.from({ length: 5 }, () => anApiKey().text);
    const codes: string[] = [];
    for (const text of guesses) codes.push(await codeOf(keys.identify(text, HERE)));

    expect(codes).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'TOKEN_INVALID', 'RATE_LIMITED', 'RATE_LIMITED']);
    expect(asked).toHaveLength(3);
    expect(await codeOf(keys.identify(anApiKey().text, '198.51.100.1'))).toBe('TOKEN_INVALID');
  });
});
