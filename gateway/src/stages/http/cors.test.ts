import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@supergraph/kernel/logger';
import { fixedFacts } from '@supergraph/kernel/testing';
import { createHostOwners } from '../../tenancy/host-owners.js';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { type CorsOptions, cors, originRules } from './cors.js';

const log = createLogger({ service: 'gateway', level: 'silent' });
const facts = fixedFacts({ others: 'unknown' });
facts.put({ id: 'org-acme', slug: 'acme', hosts: ['erp.acme.test'] });
facts.put({ id: 'org-globex', slug: 'globex' });

/** The stage of a gateway at that base domain. */
function atDomain(baseDomain: string, options: Partial<CorsOptions> = {}) {
  const hosts = createHostOwners({ baseDomain, adminSubdomain: 'admin', facts });
  return cors(originRules({ origins: [], localhost: false, insecure: false, hosts, log, ...options }));
}

const production = atDomain('example.com', { origins: ['https://app.example.com'] });
const development = atDomain('localhost', { localhost: true, insecure: true });

const preflight = (origin: string) => anHttpRequest({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

describe('cors', () => {
  it('lets an allowed origin read the answer, with credentials', async () => {
    const { headers } = await production(anHttpRequest({ headers: { origin: 'https://app.example.com' } }), aNext().next);

    expect(headers).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-request-id, x-operation-cost, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
    });
  });

  it.each(['https://app.example.com.evil.net', 'https://evil.net', 'http://app.example.com', 'null', 'http://localhost:3000'])(
    'does not know the origin %s',
    async (origin) => {
      const { headers } = await production(anHttpRequest({ headers: { origin } }), aNext().next);

      expect(headers).toEqual({ vary: 'Origin' });
    },
  );

  it('adds itself to what an answer varies with', async () => {
    const { headers } = await production(anHttpRequest(), aNext({ headers: { vary: 'Accept-Encoding' } }).next);

    expect(headers.vary).toBe('Accept-Encoding, Origin');
  });

  it('answers the preflight of an allowed origin itself', async () => {
    const { next, seen } = aNext();

    const { status, headers } = await production(preflight('https://app.example.com'), next);

    expect(status).toBe(204);
    expect(headers['access-control-allow-methods']).toBe('GET, POST, PUT, DELETE');
    expect(headers['access-control-allow-headers']).toContain('authorization');
    expect(seen).toEqual([]);
  });

  it('allows nothing in the preflight of any other origin', async () => {
    const { status, headers } = await production(preflight('https://evil.net'), aNext().next);

    expect({ status, headers }).toEqual({ status: 204, headers: { vary: 'Origin' } });
  });

  it.each(['http://localhost:5173', 'http://acme.localhost:3000', 'http://127.0.0.1:8080'])('lets %s in for developers', async (origin) => {
    const { headers } = await development(anHttpRequest({ headers: { origin } }), aNext().next);

    expect(headers['access-control-allow-origin']).toBe(origin);
  });

  it('does not take localhost.evil.net for localhost', async () => {
    const { headers } = await development(anHttpRequest({ headers: { origin: 'http://localhost.evil.net' } }), aNext().next);

    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

/** Whether a page of that origin may call that host. */
async function mayCall(origin: string, host: string, stage = production) {
  const { headers } = await stage(anHttpRequest({ host, headers: { origin } }), aNext().next);
  return headers['access-control-allow-origin'] === origin && headers['access-control-allow-credentials'] === 'true';
}

describe('the pages of an organization', () => {
  it.each([
    ['https://acme.example.com', 'acme.example.com:443'],
    ['https://acme.example.com', 'erp.acme.test'],
    ['https://erp.acme.test', 'acme.example.com'],
    ['https://acme.example.com', 'api.example.com'],
    ['https://erp.acme.test', 'example.com'],
    ['https://admin.example.com', 'admin.example.com'],
    ['https://admin.example.com', 'api.example.com'],
    ['https://app.example.com', 'globex.example.com'],
  ])('%s may call %s', async (origin, host) => {
    expect(await mayCall(origin, host)).toBe(true);
  });

  it.each([
    ['https://acme.example.com', 'globex.example.com'],
    ['https://erp.acme.test', 'globex.example.com'],
    ['https://acme.example.com', 'admin.example.com'],
    ['https://admin.example.com', 'acme.example.com'],
    ['https://nobody.example.com', 'nobody.example.com'],
    ['https://nobody.example.com', 'api.example.com'],
    ['https://evil.test', 'evil.test'],
    ['https://example.com', 'api.example.com'],
    ['https://a.acme.example.com', 'acme.example.com'],
    ['http://acme.example.com', 'acme.example.com'],
    ['https://acme.example.com:8443', 'acme.example.com'],
    ['https://acme.example.com/', 'acme.example.com'],
    ['https://acme.example.com.', 'acme.example.com.evil.test'],
    ['null', 'acme.example.com'],
  ])('%s may not call %s', async (origin, host) => {
    expect(await mayCall(origin, host)).toBe(false);
  });

  it('may come without TLS and from any port where the base domain is localhost', async () => {
    const local = atDomain('localhost', { insecure: true });

    expect([
      await mayCall('http://acme.localhost:5173', 'acme.localhost:4000', local),
      await mayCall('http://acme.localhost:5173', 'globex.localhost:4000', local),
    ]).toEqual([true, false]);
  });

  it('may not call while nobody can tell whose they are, and the answer is given all the same', async () => {
    const organizationAt = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const hosts = createHostOwners({ baseDomain: 'example.com', adminSubdomain: 'admin', facts: { organizationAt } });

    const { status, headers } = await atDomain('example.com', { hosts })(
      anHttpRequest({ host: 'acme.example.com', headers: { origin: 'https://acme.example.com' } }),
      aNext().next,
    );

    expect({ status, headers }).toEqual({ status: 200, headers: { vary: 'Origin' } });
  });
});
