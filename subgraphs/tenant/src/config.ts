import { serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

export const config = serviceConfig.extend({
  BASE_DOMAIN: z.string().default('localhost').describe('Organizations live at {slug}.BASE_DOMAIN'),
});

export type TenantConfig = z.output<typeof config>;
