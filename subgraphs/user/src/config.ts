import { serviceConfig } from '@supergraph/kernel/config';
import type { z } from 'zod';

export const config = serviceConfig;

export type UserConfig = z.output<typeof config>;
