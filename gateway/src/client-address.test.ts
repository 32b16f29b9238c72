import { describe, expect, it } from '@jest/globals';
import { testGateway } from './testing/test-gateway.js';

describe("the client's address", () => {
  it.each([
    ['is the one that connects, whatever it says', '', '127.0.0.1'],
    ['is the one that a trusted proxy names', '127.0.0.1,10.0.0.0/8', '203.0.113.9'],
  ])('%s', async (_, TRUSTED_PROXIES, ip) => {
    const gateway = await testGateway({ env: { TRUSTED_PROXIES } });

    await gateway.query('{ people { id } }', { headers: { 'x-forwarded-for': '203.0.113.9, 10.1.2.3' } });

    expect(gateway.graph.calls[0]?.client?.ip).toBe(ip);
  });
});
