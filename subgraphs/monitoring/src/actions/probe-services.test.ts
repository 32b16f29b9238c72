import { beforeEach, describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { MonitoringContext } from '../context.js';
import { HealthStatus } from '../domain/health.js';
import { ServiceProbe } from '../domain/service-probe.entity.js';
import { amongOthers, gone, notReady, up } from '../testing/among-others.js';
import { probeServices } from './probe-services.js';
import { pruneProbes } from './prune-probes.js';

const around = { services: {} };

describe('probeServices', () => {
  const app = testSubgraph(amongOthers(around), { config: { PROBE_INTERVAL_MS: '60000' } });
  const ctx = () => app.context<MonitoringContext>();
  const probed = (service: string, status: HealthStatus, minutesAgo: number) => {
    const checkedAt = new Date(Date.now() - minutesAgo * 60_000);
    return app.seed(new ServiceProbe({ name: service, status, checkedAt, latencyMs: 1, live: true, ready: true, checks: [] }));
  };
  const probes = () => ctx().em.find(ServiceProbe, {}, { orderBy: { service: 'asc' } });

  beforeEach(async () => {
    around.services = { tenant: up, auth: up };
    await ctx().em.nativeDelete(ServiceProbe, {});
    await ctx().em.execute("update probe_turn set taken_at = '-infinity'");
  });

  it('stores what every service answered', async () => {
    around.services = { tenant: up, auth: notReady, user: gone };

    await probeServices(ctx());

    expect(await probes()).toMatchObject([
      { service: 'auth', status: 'DOWN', latencyMs: expect.any(Number) },
      { service: 'tenant', status: 'UP', latencyMs: expect.any(Number) },
      { service: 'user', status: 'DOWN', latencyMs: null },
    ]);
  });

  it('probes once, however many replicas try', async () => {
    await Promise.all(Array.from({ length: 5 }, () => probeServices(ctx())));
    await probeServices(ctx());

    expect((await probes()).map(({ service }) => service)).toEqual(['auth', 'tenant']);
  });

  it('probes again when the interval is over, and not before', async () => {
    await probeServices(ctx());
    await ctx().em.execute("update probe_turn set taken_at = now() - interval '59 seconds'");
    await probeServices(ctx());
    expect(await probes()).toHaveLength(2);

    await ctx().em.execute("update probe_turn set taken_at = now() - interval '60 seconds'");
    await probeServices(ctx());
    expect(await probes()).toHaveLength(4);
  });

  it('stores a round in one insert', async () => {
    const statements = await app.statementsOf(() => probeServices(ctx()));

    expect(statements.map((statement) => /^\w+/.exec(statement)?.[0])).toEqual(['update', 'begin', 'insert', 'commit']);
  });

  it('forgets probes after 31 days', async () => {
    await probed('tenant', HealthStatus.UP, 30.9 * 24 * 60);
    await probed('tenant', HealthStatus.UP, 31.1 * 24 * 60);

    expect(await pruneProbes(ctx())).toBe(1);
    expect(await probes()).toHaveLength(1);
  });
});

describe('in the background', () => {
  const app = testSubgraph(amongOthers(around), { background: true });

  it('probes on its own from the start', async () => {
    around.services = { tenant: up };

    const deadline = Date.now() + 10_000;
    let rows: ServiceProbe[] = [];
    while (rows.length === 0 && Date.now() < deadline) {
      rows = await app.context().em.find(ServiceProbe, {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(rows[0]?.status).toBe('UP');
  });
});
