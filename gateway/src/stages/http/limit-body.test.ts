import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { HttpRequest, HttpResponse } from '../../http.js';
import { aBody, aNext, anHttpRequest } from '../../testing/an-http-request.js';
import { requestBody } from '../../transport/request-body.js';
import { limitBody } from './limit-body.js';

const echo = async ({ body }: HttpRequest): Promise<HttpResponse> => ({ status: 200, headers: {}, body: await body.text() });

describe('limitBody', () => {
  it('lets a body of exactly the limit through', async () => {
    const { body } = await limitBody(10)(anHttpRequest({ body: aBody('12345', '67890') }), echo);

    expect(body).toBe('1234567890');
  });

  it('refuses at once what says that it is larger', async () => {
    const { next, seen } = aNext();

    expect(() => limitBody(10)(anHttpRequest({ headers: { 'content-length': '11' } }), next)).toThrow(
      expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
    );
    expect(seen).toEqual([]);
  });

  it('stops reading where more comes than was said', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield Buffer.from('12345');
      }
    }

    await expect(
      limitBody(10)(
        anHttpRequest({ headers: { 'content-length': '5' }, body: requestBody(Readable.from(endless(), { highWaterMark: 1 })) }),
        echo,
      ),
    ).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
    expect(read).toBeLessThan(6);
  });
});
