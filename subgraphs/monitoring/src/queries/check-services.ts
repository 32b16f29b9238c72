import type { MonitoringContext, MonitoringServices } from '../context.js';
import { healthFromReport, healthWithoutAnswer, type ServiceHealth } from '../domain/health.js';
import { withinTime } from './within-time.js';

/** Asks every service at once how it does, and waits only briefly. A service that does not answer is part of the answer. */
export async function checkServices({ services }: Pick<MonitoringContext, 'services'>): Promise<ServiceHealth[]> {
  return Promise.all(
    services
      .siblings()
      .toSorted()
      .map((name) => checkService(services, name)),
  );
}

async function checkService({ probe, probeTimeoutMs }: MonitoringServices, name: string): Promise<ServiceHealth> {
  const asked = { name, checkedAt: new Date() };
  const started = performance.now();
  try {
    const report = await withinTime(probeTimeoutMs, probe(name));
    return healthFromReport(asked, report, Math.round((performance.now() - started) * 100) / 100);
  } catch (error) {
    return healthWithoutAnswer(asked, error);
  }
}
