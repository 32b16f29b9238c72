import { serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

export const config = serviceConfig.extend({
  PROBE_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(15_000)
    .describe('Time between two rounds of probes, one round for all replicas together; uptime is computed from them'),
  PROBE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(30_000)
    .default(2_000)
    .describe('A service that has not answered a probe by then is down'),
});

export type MonitoringConfig = z.output<typeof config>;
