import { z } from 'zod';

export enum HealthStatus {
  UP = 'UP',
  DEGRADED = 'DEGRADED',
  DOWN = 'DOWN',
  UNKNOWN = 'UNKNOWN',
}

/** One dependency of a service and how it does. */
export interface DependencyHealth {
  name: string;
  status: HealthStatus;
  /** The service cannot work without it. */
  critical: boolean;
  latencyMs: number | null;
  detail: string | null;
}

export interface ServiceHealth {
  name: string;
  status: HealthStatus;
  live: boolean;
  ready: boolean;
  latencyMs: number | null;
  checks: DependencyHealth[];
  checkedAt: Date;
}

/** What a service says of itself, read leniently: it may run another version than we do. Every check is critical unless it says otherwise. */
const reportSchema = z.object({
  status: z.enum(['up', 'down']),
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['up', 'down']),
      critical: z.boolean().default(true),
      latency: z.number().nullish(),
      detail: z.string().nullish(),
    }),
  ),
});

interface Asked {
  name: string;
  checkedAt: Date;
}

/** The health of a service that answered. An answer that we cannot read is UNKNOWN: alive, and no more is certain. */
export function healthFromReport({ name, checkedAt }: Asked, report: unknown, latencyMs: number): ServiceHealth {
  const read = reportSchema.safeParse(report);
  if (!read.success) return { name, status: HealthStatus.UNKNOWN, live: true, ready: false, latencyMs, checks: [], checkedAt };
  const checks = read.data.checks.map(({ latency, detail, status, ...check }) => ({
    ...check,
    status: status === 'up' ? HealthStatus.UP : HealthStatus.DOWN,
    latencyMs: latency ?? null,
    detail: detail ?? null,
  }));
  const ready = read.data.status === 'up';
  const impaired = checks.some(({ status }) => status !== HealthStatus.UP);
  const status = ready ? (impaired ? HealthStatus.DEGRADED : HealthStatus.UP) : HealthStatus.DOWN;
  return { name, status, live: true, ready, latencyMs, checks, checkedAt };
}

/** The health of a service that did not answer; its one check says why. */
export function healthWithoutAnswer({ name, checkedAt }: Asked, error: unknown): ServiceHealth {
  const check = { name: 'answer', status: HealthStatus.DOWN, critical: true, latencyMs: null, detail: codeOf(error) };
  return { name, status: HealthStatus.DOWN, live: false, ready: false, latencyMs: null, checks: [check], checkedAt };
}

/** The innermost code, such as ECONNREFUSED: a message might hold an address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.cause instanceof Error) return codeOf(error.cause);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
