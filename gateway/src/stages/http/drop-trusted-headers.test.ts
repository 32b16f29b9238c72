import { describe, expect, it } from '@jest/globals';
import { COOKIES_HEADER } from '@supergraph/kernel/transport';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { dropTrustedHeaders } from './drop-trusted-headers.js';

describe('dropTrustedHeaders', () => {
  it('drops what only our own processes may say, and nothing else', async () => {
    const { next, seen } = aNext();
    const headers = {
      'x-innoerp-identity': 'forged',
      'x-organization-id': 'other',
      'x-organization-subdomain': 'other',
      'x-tenant-id': 'other',
      'x-tenant': 'other',
      'x-innoerp-anything': 'forged',
      [COOKIES_HEADER]: 'refresh_token=forged',
      'x-tenants-of-ours': 'kept',
      authorization: 'Bearer t',
    };

    await dropTrustedHeaders()(anHttpRequest({ headers }), next);

    expect(seen[0]?.headers).toEqual({ authorization: 'Bearer t', 'x-tenants-of-ours': 'kept' });
  });
});
