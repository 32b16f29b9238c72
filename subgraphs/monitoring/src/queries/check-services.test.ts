import { beforeEach, describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { HealthStatus } from '../domain/health.js';
import { ServiceProbe } from '../domain/service-probe.entity.js';
import { amongOthers, gone, notReady, silent, up } from '../testing/among-others.js';

describe('the health of services', () => {
  const around = { services: {} };
  const app = testSubgraph(amongOthers(around), { config: { PROBE_TIMEOUT_MS: '300' } });
  const staff = anOperator('platform:monitoring:read');
  const probed = (service: string, status: HealthStatus, minutesAgo: number) => {
    const checkedAt = new Date(Date.now() - minutesAgo * 60_000);
    return app.seed(new ServiceProbe({ name: service, status, checkedAt, latencyMs: 1, live: true, ready: true, checks: [] }));
  };

  beforeEach(() => {
    around.services = { tenant: up, auth: up };
  });

  describe('services', () => {
    const SERVICES = '{ services { name status live ready latencyMs checkedAt checks { name status critical latencyMs detail } } }';

    it('shows every service, those in trouble too, by name', async () => {
      around.services = { user: gone, auth: notReady, tenant: up };

      const { data, errors } = await app.as(staff).execute(SERVICES);

      expect(errors).toEqual([]);
      expect(data.services).toEqual([
        {
          name: 'auth',
          status: 'DOWN',
          live: true,
          ready: false,
          latencyMs: expect.any(Number),
          checkedAt: expect.any(String),
          checks: [{ name: 'database', status: 'DOWN', critical: true, latencyMs: 2_000, detail: 'TIMEOUT' }],
        },
        expect.objectContaining({ name: 'tenant', status: 'UP', live: true, ready: true }),
        {
          name: 'user',
          status: 'DOWN',
          live: false,
          ready: false,
          latencyMs: null,
          checkedAt: expect.any(String),
          checks: [{ name: 'answer', status: 'DOWN', critical: true, latencyMs: null, detail: 'ECONNREFUSED' }],
        },
      ]);
    });

    it('asks all at once, and waits for none longer than the limit', async () => {
      const all = Promise.withResolvers<void>();
      let asked = 0;
      const together: typeof up = async (name) => {
        asked += 1;
        if (asked === 3) all.resolve();
        await all.promise;
        return up(name);
      };
      around.services = { one: silent, two: together, three: together, tenant: together };

      const { data } = await app.as(staff).execute(SERVICES);

      expect(data.services.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
        ['one', 'DOWN'],
        ['tenant', 'UP'],
        ['three', 'UP'],
        ['two', 'UP'],
      ]);
      expect(data.services[0].checks[0].detail).toBe('TIMEOUT');
    });

    it.each([
      [anonymous, 'UNAUTHENTICATED'],
      [aMemberOf('0190a000-0000-7000-8000-000000000001', 'org:audit:read'), 'UNAUTHORIZED_FIELD_OR_TYPE'],
      [anOperator('platform:audit:read'), 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ])('is for platform staff with the scope for it', async (identity, code) => {
      for (const query of [SERVICES, '{ systemDashboard { generatedAt } }']) {
        expect((await app.as(identity).execute(query)).errors).toMatchObject([{ extensions: { code } }]);
      }
    });
  });

  describe('uptime', () => {
    const UPTIME = '{ services { name h1: uptime(window: H1) d1: uptime d7: uptime(window: D7) d30: uptime(window: D30) } }';

    it('is the share of probes in the window that found the service ready, in one statement', async () => {
      around.services = { auth: up, tenant: up, user: up };
      await probed('tenant', HealthStatus.UP, 1);
      await probed('tenant', HealthStatus.DOWN, 2);
      await probed('tenant', HealthStatus.DEGRADED, 3);
      await probed('tenant', HealthStatus.UP, 4);
      await probed('tenant', HealthStatus.UNKNOWN, 5);
      await probed('tenant', HealthStatus.DOWN, 2 * 60);
      await probed('tenant', HealthStatus.DOWN, 25 * 60);
      await probed('tenant', HealthStatus.UP, 8 * 24 * 60);
      await probed('tenant', HealthStatus.DOWN, 31 * 24 * 60);
      await probed('auth', HealthStatus.DOWN, 30 * 60);

      const statements = await app.statementsOf(async () => {
        const { data } = await app.as(staff).execute(UPTIME);

        expect(data.services).toEqual([
          { name: 'auth', h1: null, d1: null, d7: 0, d30: 0 },
          { name: 'tenant', h1: 3 / 4, d1: 3 / 5, d7: 3 / 6, d30: 4 / 7 },
          { name: 'user', h1: null, d1: null, d7: null, d30: null },
        ]);
      });
      expect(statements).toHaveLength(1);
    });
  });
});
