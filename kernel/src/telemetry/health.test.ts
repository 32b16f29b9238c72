import { describe, expect, it } from '@jest/globals';
import { checkHealth } from './index.js';

describe('checkHealth', () => {
  it('is up when all probes answer', async () => {
    expect(await checkHealth({ database: async () => 1 })).toMatchObject({ status: 'up', checks: [{ name: 'database', status: 'up' }] });
  });

  it('is down when one fails, and says why by code and never by message', async () => {
    const report = await checkHealth({
      fine: async () => 1,
      broken: async () => {
        throw Object.assign(new Error('password is hunter2'), { code: 'ECONNREFUSED' });
      },
    });

    expect(report).toMatchObject({ status: 'down', checks: [{ status: 'up' }, { status: 'down', detail: 'ECONNREFUSED' }] });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('does not wait for ever', async () => {
    expect(await checkHealth({ hangs: () => new Promise(() => {}) })).toMatchObject({ status: 'down', checks: [{ detail: 'TIMEOUT' }] });
  });
});
