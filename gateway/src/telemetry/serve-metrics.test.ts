import { describe, expect, it } from '@jest/globals';
import { createMeter } from '@supergraph/kernel/telemetry';
import { anHttpRequest } from '../testing/an-http-request.js';
import { testGateway } from '../testing/test-gateway.js';
import { serveMetrics } from './serve-metrics.js';

const token = 't'.repeat(32);
const serve = serveMetrics({ meter: createMeter(), token, isOpen: false });
const from = (ip: string, headers: Record<string, string> = {}) => serve(anHttpRequest({ method: 'GET', path: '/metrics', ip, headers }));

describe('serveMetrics', () => {
  it.each([
    ['this machine', '127.0.0.1', {}],
    ['this machine over IPv6', '::1', {}],
    ['this machine as a mapped address', '::ffff:127.0.0.1', {}],
    ['elsewhere, with the token', '203.0.113.7', { authorization: `Bearer ${token}` }],
  ])('answers %s', async (_, ip, headers) => {
    expect(await from(ip, headers as Record<string, string>)).toMatchObject({ status: 200 });
  });

  it.each([
    ['elsewhere', '203.0.113.7', {}],
    ['elsewhere, with another token', '203.0.113.7', { authorization: `Bearer ${'u'.repeat(32)}` }],
    ['elsewhere, with a part of the token', '203.0.113.7', { authorization: `Bearer ${token.slice(1)}` }],
    ['elsewhere, through a proxy on this machine', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }],
    ['elsewhere, through another kind of proxy on this machine', '127.0.0.1', { forwarded: 'for=203.0.113.7' }],
  ])('refuses %s', async (_, ip, headers) => {
    await expect(from(ip, headers as Record<string, string>)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('has no token that opens it where none is set', async () => {
    const closed = serveMetrics({ meter: createMeter(), token: undefined, isOpen: false });

    await expect(closed(anHttpRequest({ headers: { authorization: 'Bearer undefined' } }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('the metrics of a gateway', () => {
  it('count what it answers, by route and never by what clients make up', async () => {
    const gateway = await testGateway({ env: { METRICS: 'true', RATE_LIMIT_ANONYMOUS: '1/min' } });
    await gateway.query('{ me { id } }');
    await gateway.query('{ me { id } }');
    await gateway.handle({ url: '/nowhere/1' });
    await gateway.handle({ url: '/nowhere/2' });

    const { body, headers } = await gateway.handle({ url: '/metrics' });

    expect(headers['content-type']).toContain('text/plain');
    expect(body.split('\n')).toEqual(
      expect.arrayContaining([
        'innoerp_gateway_requests_total{path="/graphql",status="200"} 1',
        'innoerp_gateway_requests_total{path="/graphql",status="429"} 1',
        'innoerp_gateway_requests_total{path="other",status="404"} 2',
        'innoerp_gateway_request_duration_seconds_count{path="/graphql"} 2',
        'innoerp_rate_limited_total{scope="principal"} 1',
        '# TYPE innoerp_directive_total counter',
      ]),
    );
    expect(body).not.toContain('nowhere');
  });

  it('are not served unless that is wanted', async () => {
    const gateway = await testGateway();

    expect((await gateway.handle({ url: '/metrics' })).statusCode).toBe(404);
  });
});
