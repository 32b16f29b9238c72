import { describe, expect, it } from '@jest/globals';
import { aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { cors } from './cors.js';

const production = cors({ origins: ['https://app.example.com'], localhost: false });
const development = cors({ origins: [], localhost: true });

const preflight = (origin: string) => anHttpRequest({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

describe('cors', () => {
  it('lets an allowed origin read the answer, with credentials', async () => {
    const { headers } = await production(anHttpRequest({ headers: { origin: 'https://app.example.com' } }), aNext().next);

    expect(headers).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-request-id',
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
    expect(headers['access-control-allow-methods']).toBe('GET, POST');
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
