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
  AUDIT_ANCHOR_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(86_400_000)
    .default(3_600_000)
    .describe('Time between two anchors of the audit trail, one for all replicas together; none is taken where nothing happened'),
  AUDIT_ANCHOR_FILE: z
    .string()
    .optional()
    .describe('File to which anchors are also appended, one JSON object a line; best on a medium that is written once'),
});

export type MonitoringConfig = z.output<typeof config>;
