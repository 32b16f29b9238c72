import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TenancyErrors } from '@supergraph/kernel/tenancy';
import { fixedFacts } from '@supergraph/kernel/testing';
import { aToken, type TestGateway, testGateway } from '../testing/test-gateway.js';

const member = aToken({ claims: { org: 'org-acme' } });
const operator = aToken({ claims: { scope: 'platform:orgs:read', org: undefined } });
const nobodyYet = aToken({ claims: { scope: 'user:self:read', org: undefined } });

const tenants = () => {
  const facts = fixedFacts({ others: 'unknown' });
  facts.put({ id: 'org-acme', slug: 'acme', hosts: ['erp.acme.test'] });
  facts.put({ id: 'org-globex', slug: 'globex' });
  return facts;
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ facts: tenants(), env: { BASE_DOMAIN: 'erp.example' } });
});
beforeEach(() => {
  gateway.graph.calls.length = 0;
});

/** What a request to that host comes to: its status, and the code where it is refused. */
async function at(host: string, token?: string, headers: Record<string, string> = {}) {
  const { status, body } = await gateway.query('{ me { id } }', { ...(token ? { token } : {}), headers: { ...headers, host } });
  return body.errors ? [status, body.errors[0]?.extensions.code] : status;
}

describe('a token', () => {
  it.each([
    ['a member', member, 'acme.erp.example'],
    ['a member', member, 'ACME.erp.example.:4000'],
    ['a member', member, 'erp.acme.test'],
    ['a member', member, 'erp.example'],
    ['a member', member, 'api.erp.example:443'],
    ['a member', member, '127.0.0.1:4000'],
    ['a member', member, '[::1]:4000'],
    ['an operator', operator, 'admin.erp.example'],
    ['an operator', operator, 'api.erp.example'],
    ['somebody without an organization', nobodyYet, 'api.erp.example'],
  ])('of %s is good at its own hosts (%#)', async (_, token, host) => {
    expect(await at(host, token)).toBe(200);
  });

  it.each([
    ['a member', member, 'globex.erp.example'],
    ['a member', member, 'nobody.erp.example'],
    ['a member', member, 'www.acme.erp.example'],
    ['a member', member, 'admin.erp.example'],
    ['a member', member, 'erp.globex.test'],
    ['an operator', operator, 'acme.erp.example'],
    ['an operator', operator, 'nobody.erp.example'],
    ['somebody without an organization', nobodyYet, 'acme.erp.example'],
    ['somebody without an organization', nobodyYet, 'nobody.erp.example'],
    ['somebody without an organization', nobodyYet, 'admin.erp.example'],
  ])('of %s is refused elsewhere, and nothing is executed (%#)', async (_, token, host) => {
    expect(await at(host, token)).toEqual([403, 'TENANT_MISMATCH']);
    expect(gateway.graph.calls).toEqual([]);
  });

  it('is refused in the same words whether the organization exists or not', async () => {
    const ask = async (host: string) => {
      const response = await gateway.handle({
        method: 'POST',
        url: '/graphql',
        headers: { host, 'content-type': 'application/json', 'x-request-id': 'r-1', authorization: `Bearer ${member}` },
        payload: '{"query":"{ me { id } }"}',
      });
      return [response.statusCode, response.body, { ...response.headers, date: '' }];
    };

    expect(await ask('globex.erp.example')).toEqual(await ask('nobody.erp.example'));
    expect(await ask('globex.erp.example')).toEqual(await ask('erp.unknown.test'));
  });

  it('counts for the host that a trusted proxy names, and only then', async () => {
    const behind = await testGateway({ facts: tenants(), env: { BASE_DOMAIN: 'erp.example', TRUSTED_PROXIES: '127.0.0.1' } });
    const forwarded = { host: 'acme.erp.example', 'x-forwarded-host': 'globex.erp.example' };
    const { status } = await behind.query('{ me { id } }', { token: member, headers: forwarded });

    expect([await at('acme.erp.example', member, { 'x-forwarded-host': 'globex.erp.example' }), status]).toEqual([200, 403]);
  });
});

describe('without a token', () => {
  it.each([['acme.erp.example'], ['nobody.erp.example'], ['admin.erp.example'], ['erp.unknown.test'], ['api.erp.example']])(
    'one may ask at %s, since one has to log in somewhere',
    async (host) => {
      expect(await at(host)).toBe(200);
    },
  );
});

describe('where the owner of a host cannot be told', () => {
  it('the request is refused for now', async () => {
    const facts = { ...tenants(), organizationAt: () => Promise.reject(TenancyErrors.TENANCY_UNAVAILABLE()) };
    const blind = await testGateway({ facts, env: { BASE_DOMAIN: 'erp.example' } });

    const { status, body } = await blind.query('{ me { id } }', { token: member, headers: { host: 'acme.erp.example' } });

    expect([status, body.errors?.[0]?.extensions.code]).toEqual([503, 'TENANCY_UNAVAILABLE']);
  });
});

describe('a session that has ended', () => {
  it('is refused, and says so to the client', async () => {
    const facts = fixedFacts();
    const own = await testGateway({ facts });
    const before = await own.query('{ me { id } }', { token: aToken() });
    facts.endSession('s-1');

    const { status, headers, body } = await own.query('{ me { id } }', { token: aToken(), headers: { 'x-request-id': 'r-9' } });

    expect(before.status).toBe(200);
    expect({ status, header: headers['www-authenticate'], error: body.errors?.[0] }).toEqual({
      status: 401,
      header: 'Bearer error="invalid_token"',
      error: {
        message: 'The session has ended: log in again',
        extensions: { code: 'SESSION_ENDED', kind: 'unauthenticated', requestId: 'r-9' },
      },
    });
  });
});

describe('the order of the way in', () => {
  it('asks who comes before it reads what they send', async () => {
    const response = await gateway.handle({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${aToken({ claims: { exp: 1 } })}` },
      payload: '{"query": ',
    });

    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([401, 'TOKEN_EXPIRED']);
  });

  it('answers a refusal in the media type that the client prefers', async () => {
    const typeFor = async (accept: string) =>
      (await gateway.query('{ me { id } }', { token: 'nonsense', headers: { accept } })).headers['content-type'];

    expect([await typeFor('application/graphql-response+json, application/json;q=0.9'), await typeFor('*/*')]).toEqual([
      'application/graphql-response+json; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
  });

  it('asks for no token where there is nothing to protect', async () => {
    const response = await gateway.handle({ url: '/health/live', headers: { authorization: 'Bearer nonsense' } });

    expect(response.statusCode).toBe(200);
  });
});
