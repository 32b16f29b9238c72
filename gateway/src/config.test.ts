import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@supergraph/kernel/config';
import { gatewayConfig } from './config.js';

const required = { SERVICE_SECRET: 's'.repeat(32) };

describe('gatewayConfig', () => {
  it('needs the secret and nothing else', () => {
    expect(loadConfig(gatewayConfig, required)).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4000,
      SUPERGRAPH_PATH: expect.stringMatching(/\/schema\/supergraph\.graphql$/),
      TOKEN_ISSUER: 'innoerp',
      TOKEN_AUDIENCE: 'innoerp-api',
      CORS_ORIGINS: [],
      BODY_LIMIT_BYTES: 1_048_576,
      PLAYGROUND: true,
      INTROSPECTION: true,
    });
  });

  it('reads origins from a list', () => {
    expect(loadConfig(gatewayConfig, { ...required, CORS_ORIGINS: 'https://a.example, https://b.example:8443' }).CORS_ORIGINS).toEqual([
      'https://a.example',
      'https://b.example:8443',
    ]);
  });

  it('reads names of cookies from a list', () => {
    expect(loadConfig(gatewayConfig, required).TOKEN_COOKIES).toEqual(['refresh_token', 'trusted_device']);
    expect(loadConfig(gatewayConfig, { ...required, TOKEN_COOKIES: 'one, two_2' }).TOKEN_COOKIES).toEqual(['one', 'two_2']);
  });

  it('reads a number for each subgraph from a list', () => {
    const { SUBGRAPH_RETRIES, SUBGRAPH_CIRCUIT } = loadConfig(gatewayConfig, { ...required, SUBGRAPH_RETRIES: '*=3, tenant=0' });

    expect(['tenant', 'user'].map(SUBGRAPH_RETRIES)).toEqual([0, 3]);
    expect(SUBGRAPH_CIRCUIT('tenant')).toBe(1);
    expect(() => loadConfig(gatewayConfig, { ...required, SUBGRAPH_RETRIES: 'tenant=often' })).toThrow(/SUBGRAPH_RETRIES/);
  });

  it.each(['*', 'https://a.example/', 'a.example', 'https://*.example'])('does not take %s for an origin', (CORS_ORIGINS) => {
    expect(() => loadConfig(gatewayConfig, { ...required, CORS_ORIGINS })).toThrow(/CORS_ORIGINS/);
  });

  it('reads rates, and limits of operations from a list', () => {
    const config = loadConfig(gatewayConfig, {
      ...required,
      RATE_LIMIT_USER: '5/s',
      RATE_LIMIT_OPERATIONS: 'login=10/min@address, *=300/min',
    });

    expect(config.RATE_LIMIT_USER).toEqual({ burst: 5, perMinute: 300 });
    expect(config.RATE_LIMIT_OPERATIONS).toEqual([
      { field: 'login', limit: { burst: 10, perMinute: 10 }, byAddress: true },
      { field: '*', limit: { burst: 300, perMinute: 300 }, byAddress: false },
    ]);
  });

  it.each([
    ['RATE_LIMIT_USER', 'many'],
    ['RATE_LIMIT_OPERATIONS', 'login=many'],
    ['RATE_LIMIT', 'maybe'],
    ['BASE_DOMAIN', 'erp.example:4000'],
    ['BASE_DOMAIN', 'ERP.example'],
    ['ADMIN_SUBDOMAIN', 'admin.staff'],
    ['COST_MODE', 'ignore'],
    ['MAX_COST', '0'],
    ['METRICS_TOKEN', 'short'],
    ['TOKEN_COOKIES', '__Host-refresh_token'],
  ])('does not take %s=%s', (name, value) => {
    expect(() => loadConfig(gatewayConfig, { ...required, [name]: value })).toThrow(new RegExp(name));
  });
});
