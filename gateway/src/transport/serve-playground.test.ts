import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '../http.js';
import { anHttpRequest } from '../testing/an-http-request.js';
import { servePlayground } from './playground.js';

const isBuilt = existsSync(new URL('../../dist/playground/index.html', import.meta.url));
const serve = servePlayground();
const get = (path: string, headers: HttpRequest['headers'] = {}) => serve(anHttpRequest({ method: 'GET', path, headers }));

(isBuilt ? describe : describe.skip)('servePlayground', () => {
  it('lets the page load and call nothing but this server', async () => {
    const { headers, body } = await get('/playground');

    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';.*connect-src 'self';/);
    expect(String(body)).not.toMatch(/https?:\/\//);
  });

  it('sends a file once to a browser that keeps it, zipped where it may be', async () => {
    const zipped = await get('/playground/main.js', { 'accept-encoding': 'gzip, br' });
    const again = await get('/playground/main.js', { 'if-none-match': zipped.headers.etag as string });

    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'text/javascript; charset=utf-8' });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each(['/playground/../main.js', '/playground/%2e%2e/index.js', '/playground//etc/passwd', '/playground/constructor'])(
    'serves nothing at %s',
    async (path) => {
      await expect(get(path)).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    },
  );
});
