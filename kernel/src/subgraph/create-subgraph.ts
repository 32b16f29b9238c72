import 'reflect-metadata';
import { parse } from 'graphql';
import type { z } from 'zod';
import type { ServiceConfig } from '../config/index.js';
import { buildFederatedSchema, lintSchema } from '../graphql/index.js';
import type { Ports, SubgraphDefinition } from './definition.js';
import { bootSubgraph, type RunningSubgraph } from './running-subgraph.js';
import { startSubgraph } from './start-subgraph.js';
import { tenantTypesOf } from './tenant-types.js';

/** A subgraph and its three uses. */
export interface Subgraph<Config extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly definition: SubgraphDefinition;
  readonly config: Config;
  /** Prints the schema from the code; no database is needed. */
  sdl(): Promise<string>;
  /** What its schema leaves open without saying why. Empty: nothing. */
  lint(): Promise<string[]>;
  /** Starts it within this process, without a socket. */
  boot(config: z.output<Config>, ports: Ports): Promise<RunningSubgraph>;
  /** Starts it as a process of its own, configured by the environment. */
  start(env: NodeJS.ProcessEnv): Promise<void>;
}

/** Makes a subgraph out of its definition. The kernel owns the order of start and stop. */
export function createSubgraph<Config extends z.ZodType, Services, Loaders>(
  definition: SubgraphDefinition<Config, Services, Loaders>,
): Subgraph<Config> {
  const untyped = definition as unknown as SubgraphDefinition;
  return {
    name: definition.name,
    definition: untyped,
    config: definition.config,
    sdl: async () => (await buildFederatedSchema(untyped)).sdl,
    lint: async () => {
      const { sdl } = await buildFederatedSchema(untyped);
      return lintSchema(parse(sdl), { tenantTypes: tenantTypesOf(untyped), open: definition.open ?? {} });
    },
    boot: (config, ports) => bootSubgraph(untyped, config as ServiceConfig, ports),
    start: (env) => startSubgraph(untyped, env),
  };
}
