import { serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

/** What every subgraph is told, and how long the registry keeps what is over. */
export const config = serviceConfig.extend({
  OPERATION_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days that bulk operations are kept after their end, and their idempotency keys with them'),
});

export type ModuleRegistryConfig = z.output<typeof config>;
