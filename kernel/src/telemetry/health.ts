/** One dependency and how it does. */
export interface HealthCheck {
  name: string;
  status: 'up' | 'down';
  /** Without it the process cannot work; one that is not critical only degrades it. */
  critical: boolean;
  /** Milliseconds the check took. */
  latency: number;
  detail?: string;
}

export interface HealthReport {
  status: 'up' | 'down';
  checks: HealthCheck[];
}

/** Named questions to the dependencies of a process; each rejects where something is wrong. */
export type HealthProbes = Readonly<Record<string, Probe | { probe: Probe; critical: false }>>;
type Probe = () => Promise<unknown>;

const PROBE_TIMEOUT = 2_000;

/** Asks all dependencies at once. A probe that does not answer within two seconds counts as down. */
export async function checkHealth(probes: HealthProbes): Promise<HealthReport> {
  const checks = await Promise.all(
    Object.entries(probes).map(([name, entry]) =>
      typeof entry === 'function' ? check(name, entry, true) : check(name, entry.probe, false),
    ),
  );
  return { status: checks.every(({ status, critical }) => status === 'up' || !critical) ? 'up' : 'down', checks };
}

async function check(name: string, probe: Probe, critical: boolean): Promise<HealthCheck> {
  const started = performance.now();
  const latency = () => Math.round((performance.now() - started) * 100) / 100;
  try {
    await Promise.race([probe(), rejectAfter(PROBE_TIMEOUT)]);
    return { name, status: 'up', critical, latency: latency() };
  } catch (error) {
    return { name, status: 'down', critical, latency: latency(), detail: (error as { code?: string }).code ?? (error as Error).name };
  }
}

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })), ms).unref();
  });
}
