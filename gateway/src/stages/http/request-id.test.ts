import { describe, expect, it } from '@jest/globals';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { requestId } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('requestId', () => {
  it("keeps the client's sane id, inside and in the answer", async () => {
    const { next, seen } = aNext();

    const { headers } = await requestId()(anHttpRequest({ headers: { 'x-request-id': 'checkout-42.a_b' } }), next);

    expect(headers['x-request-id']).toBe('checkout-42.a_b');
    expect(seen[0]?.id).toBe('checkout-42.a_b');
  });

  it.each([['a log line\nforged'], ['x'.repeat(101)], ['<script>'], ['']])('gives its own in place of %j', async (given) => {
    const { next, seen } = aNext();

    const { headers } = await requestId()(anHttpRequest({ headers: { 'x-request-id': given } }), next);

    expect(headers['x-request-id']).toMatch(UUID);
    expect(seen[0]?.id).toBe(headers['x-request-id']);
  });
});
