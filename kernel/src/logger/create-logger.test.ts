import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from './index.js';

describe('createLogger', () => {
  it('keeps secrets out of the lines, also one and two levels down', () => {
    const lines: string[] = [];
    const destination = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
    const log = createLogger({ service: 'test', level: 'info', destination });

    log.info(
      { password: 'hunter2', input: { refreshToken: 'hunter2', deep: { authorization: 'hunter2' } }, name: 'Acme' },
      'somebody came',
    );

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ service: 'test', msg: 'somebody came', name: 'Acme', password: '[redacted]' });
    expect(lines.join()).not.toContain('hunter2');
  });

  it.each(['apiKey', 'x-api-key', 'cookie', 'cookies', 'x-innoerp-cookies', 'authorization'])('keeps %s out at every level', (key) => {
    const lines: string[] = [];
    const destination = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
    const log = createLogger({ service: 'test', level: 'info', destination });

    log.info({ [key]: 'hunter2', apiKeyId: 'key-1', request: { [key]: 'hunter2', headers: { [key]: 'hunter2' } } }, 'somebody came');

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      [key]: '[redacted]',
      apiKeyId: 'key-1',
      request: { [key]: '[redacted]', headers: { [key]: '[redacted]' } },
    });
  });

  it('writes an error with its stack and its cause', () => {
    const lines: string[] = [];
    const destination = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
    const log = createLogger({ service: 'test', level: 'info', destination });

    log.error({ error: new Error('it broke', { cause: new Error('the disk is full') }) }, 'a job failed');

    expect(JSON.parse(lines[0] ?? '').error).toMatchObject({
      type: 'Error',
      message: 'it broke: the disk is full',
      stack: expect.stringContaining('the disk is full'),
    });
  });
});
