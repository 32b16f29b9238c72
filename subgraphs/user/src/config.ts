import { serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

export const config = serviceConfig.extend({
  MAX_ROLES_PER_ORGANIZATION: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(50)
    .describe('How many roles of its own an organization may have, beside the built-in ones'),
});

export type UserConfig = z.output<typeof config>;
