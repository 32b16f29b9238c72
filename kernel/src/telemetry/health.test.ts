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

  it('stays up without a dependency that is not critical', async () => {
    const report = await checkHealth({ cache: { probe: () => Promise.reject(new Error('gone')), critical: false } });

    expect(report).toMatchObject({ status: 'up', checks: [{ name: 'cache', status: 'down', critical: false }] });
  });

  it('does not wait for ever', async () => {
    expect(await checkHealth({ hangs: () => new Promise(() => {}) })).toMatchObject({ status: 'down', checks: [{ detail: 'TIMEOUT' }] });
  });
});
