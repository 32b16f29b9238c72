import { serviceConfig } from '@supergraph/kernel/config';
import type { z } from 'zod';

/** What every subgraph is told; the registry needs no more. */
export const config = serviceConfig;

export type ModuleRegistryConfig = z.output<typeof config>;
