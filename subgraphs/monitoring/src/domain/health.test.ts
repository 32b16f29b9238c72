import { describe, expect, it } from '@jest/globals';
import { healthFromReport, healthWithoutAnswer } from './health.js';

const asked = { name: 'tenant', checkedAt: new Date('2026-01-02T03:04:05Z') };
const database = (check: object) => ({ name: 'database', latency: 1.5, ...check });

describe('healthFromReport', () => {
  it.each([
    [{ status: 'up', checks: [database({ status: 'up' })] }, 'UP', true],
    [{ status: 'up', checks: [] }, 'UP', true],
    [{ status: 'down', checks: [database({ status: 'down', detail: 'TIMEOUT' })] }, 'DOWN', false],
    [{ status: 'up', checks: [database({ status: 'up' }), { name: 'mail', status: 'down', critical: false }] }, 'DEGRADED', true],
    [{ status: 'fine' }, 'UNKNOWN', false],
    ['<html>', 'UNKNOWN', false],
    [null, 'UNKNOWN', false],
  ])('reads %j as %s', (report, status, ready) => {
    expect(healthFromReport(asked, report, 12.5)).toMatchObject({ ...asked, status, live: true, ready, latencyMs: 12.5 });
  });

  it('shows every check, critical unless it says otherwise', () => {
    const report = {
      status: 'down',
      checks: [database({ status: 'down', detail: 'TIMEOUT' }), { name: 'mail', status: 'up', critical: false }],
    };

    expect(healthFromReport(asked, report, 1).checks).toEqual([
      { name: 'database', status: 'DOWN', critical: true, latencyMs: 1.5, detail: 'TIMEOUT' },
      { name: 'mail', status: 'UP', critical: false, latencyMs: null, detail: null },
    ]);
  });
});

describe('healthWithoutAnswer', () => {
  it('is down, and says why by the innermost code, never by a message', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:4001'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new Error('no answer', { cause: refused }), { code: 'SUBGRAPH_UNAVAILABLE' });

    expect(healthWithoutAnswer(asked, error)).toEqual({
      ...asked,
      status: 'DOWN',
      live: false,
      ready: false,
      latencyMs: null,
      checks: [{ name: 'answer', status: 'DOWN', critical: true, latencyMs: null, detail: 'ECONNREFUSED' }],
    });
  });
});
