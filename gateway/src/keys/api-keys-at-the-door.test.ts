import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readApiKey } from '@supergraph/kernel/auth';
import type { ApiKeyFact } from '@supergraph/kernel/tenancy';
import { fixedFacts } from '@supergraph/kernel/testing';
import { anApiKey } from '../testing/an-api-key.js';
import { aToken, type TestGateway, testGateway } from '../testing/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  const facts = fixedFacts({ others: 'unknown', apiKeyOwner: 'people' });
  facts.put({ id: 'org-acme', slug: 'acme' });
  facts.put({ id: 'org-globex', slug: 'globex' });
  gateway = await testGateway({ facts, env: { BASE_DOMAIN: 'erp.example', TRUSTED_PROXIES: '127.0.0.1' } });
});
beforeEach(() => {
  gateway.graph.calls.length = 0;
});

const aKey = (changes: Partial<ApiKeyFact> = {}) => {
  const key = anApiKey({ organizationId: 'org-acme', serviceAccountId: 'robot-1', scopes: ['org:members:read'], ...changes });
  gateway.facts.putApiKey(key.fact);
  return key;
};

/** What a request comes to: its status, and the code where it is refused. */
async function ask(headers: Record<string, string>) {
  const { status, body } = await gateway.query('{ people { id } }', { headers: { host: 'api.erp.example', ...headers } });
  return body.errors ? [status, body.errors[0]?.extensions.code] : status;
}

describe('an API key at the gateway', () => {
  it.each(['authorization', 'x-api-key'])('is taken from %s, and subgraphs see a service account', async (header) => {
    const { text, fact } = aKey();

    expect(await ask({ [header]: header === 'authorization' ? `Bearer ${text}` : text })).toBe(200);
    expect(gateway.graph.calls[0]?.identity).toEqual({
      kind: 'service-account',
      subject: 'robot-1',
      organizationId: 'org-acme',
      scopes: ['org:members:read'],
      sessionId: null,
      memberKind: null,
      apiKeyId: fact.id,
    });
  });

  it('is refused beside a token, or twice, and what is no key is none', async () => {
    const { text } = aKey();

    expect(await ask({ 'x-api-key': text, authorization: `Bearer ${aToken()}` })).toEqual([400, 'BAD_REQUEST']);
    expect(await ask({ 'x-api-key': text, authorization: `Bearer ${text}` })).toEqual([400, 'BAD_REQUEST']);
    expect(await ask({ 'x-api-key': aToken() })).toEqual([401, 'TOKEN_INVALID']);
    expect(await ask({ 'x-api-key': '' })).toEqual([401, 'TOKEN_INVALID']);
    expect(await ask({ authorization: `Basic ${text}` })).toEqual([401, 'TOKEN_INVALID']);
    expect(gateway.graph.calls).toEqual([]);
  });

  it('is good at its own hosts, and at those of nobody else', async () => {
    const { text } = aKey();
    const at = (host: string) => ask({ host, 'x-api-key': text });

    expect(await at('acme.erp.example')).toBe(200);
    expect(await at('globex.erp.example')).toEqual([403, 'TENANT_MISMATCH']);
    expect(await at('admin.erp.example')).toEqual([403, 'TENANT_MISMATCH']);
  });

  it('is judged by the address that a trusted proxy names', async () => {
    const { text } = aKey({ allowedIpCidrs: ['203.0.113.0/24'] });

    expect(await ask({ 'x-api-key': text, 'x-forwarded-for': '203.0.113.9' })).toBe(200);
    expect(await ask({ 'x-api-key': text, 'x-forwarded-for': '203.0.113.9, 198.51.100.1' })).toEqual([403, 'ADDRESS_NOT_ALLOWED']);
    expect(await ask({ 'x-api-key': text })).toEqual([403, 'ADDRESS_NOT_ALLOWED']);
  });

  it('says that it has expired', async () => {
    const { text } = aKey({ expiresAt: '2001-01-01T00:00:00.000Z' });

    expect(await ask({ 'x-api-key': text })).toEqual([401, 'TOKEN_EXPIRED']);
  });

  it('may send what it was given, and leaves other keys their own', async () => {
    const [slow, other] = [aKey({ rateLimitPerMinute: 2 }), aKey()];
    const sent: unknown[] = [];
    for (let index = 0; index < 3; index += 1) sent.push(await ask({ 'x-api-key': slow.text }));

    expect(sent).toEqual([200, 200, [429, 'RATE_LIMITED']]);
    expect(await ask({ 'x-api-key': other.text })).toBe(200);
  });

  it('never reaches a subgraph or the log', async () => {
    const { text } = aKey();
    await ask({ 'x-api-key': text });
    await ask({ authorization: `Bearer ${text}x` });

    expect(JSON.stringify([gateway.graph.calls, gateway.lines])).not.toContain(readApiKey(text)?.secret);
  });

  it('is told of after the gateway has stopped at the latest', async () => {
    const calls: [string, unknown][] = [];
    const facts = fixedFacts({ apiKeyOwner: 'keys' });
    const { graph } = gateway;
    const own = await testGateway({
      facts,
      graph,
      call: async (subgraph, request) => {
        if (subgraph !== 'keys') return graph.call(subgraph, request);
        calls.push([subgraph, request.variables]);
        return { data: { apiKeysUsed: true } };
      },
    });
    const { text, fact } = anApiKey();
    facts.putApiKey(fact);
    const { status } = await own.query('{ people { id } }', { headers: { 'x-api-key': text } });
    const before = calls.length;
    await own.stop();

    expect([status, before]).toEqual([200, 0]);
    expect(calls).toEqual([['keys', { uses: [{ id: fact.id, at: expect.any(String), ipAddress: '127.0.0.1' }] }]]);
  });
});

describe('the networks of an organization', () => {
  const from = (address: string, headers: Record<string, string>) => ask({ ...headers, 'x-forwarded-for': address });
  const member = { authorization: `Bearer ${aToken({ claims: { org: 'org-home' } })}` };

  it('are where its members have to be, as soon as they are named; machines have their own', async () => {
    gateway.facts.put({ id: 'org-home', slug: 'home' });
    const before = await from('198.51.100.1', member);
    gateway.facts.put({ id: 'org-home', slug: 'home', allowedIpCidrs: ['203.0.113.0/24', '2001:db8::/32'] });
    const { text } = aKey({ organizationId: 'org-home' });

    expect(before).toBe(200);
    expect(await from('198.51.100.1', member)).toEqual([403, 'ADDRESS_NOT_ALLOWED']);
    expect(await from('203.0.113.1', member)).toBe(200);
    expect(await from('2001:db8:1::1', member)).toBe(200);
    expect(await from('198.51.100.1', { 'x-api-key': text })).toBe(200);
    expect(await from('198.51.100.1', { authorization: `Bearer ${aToken({ claims: { org: 'org-acme' } })}` })).toBe(200);
    expect(await from('198.51.100.1', {})).toBe(200);
  });
});
