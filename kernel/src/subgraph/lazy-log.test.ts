import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logger/index.js';
import { lazyLog } from './lazy-log.js';

describe('a lazy log', () => {
  it('makes its logger with the first line, once, and writes as that one does', () => {
    const lines: Record<string, unknown>[] = [];
    const root = createLogger({ service: 's', level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    let made = 0;
    const log = lazyLog(() => {
      made += 1;
      return root.child({ requestId: 'r' });
    });

    expect(made).toBe(0);
    log.info({ password: 'x' }, 'one');
    log.child({ step: 2 }).warn('two');
    log.level = 'error';
    log.info('three');
    log.error({ error: new Error('four') }, 'four');

    expect(made).toBe(1);
    expect(lines).toMatchObject([
      { service: 's', requestId: 'r', password: '[redacted]', msg: 'one' },
      { service: 's', requestId: 'r', step: 2, msg: 'two' },
      { service: 's', requestId: 'r', error: { message: 'four' }, msg: 'four' },
    ]);
  });
});
