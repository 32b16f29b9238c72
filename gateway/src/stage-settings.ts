import type { GatewayConfig } from './config.js';
import { costEstimator } from './limits/cost/cost-of.js';

/** The settings as the stages take them. */
export const stageSettings = (config: GatewayConfig) => ({
  tokens: { issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE },
  cors: {
    origins: config.CORS_ORIGINS,
    localhost: config.CORS_ORIGINS.length === 0 && config.NODE_ENV !== 'production',
    insecure: config.BASE_DOMAIN === 'localhost',
  },
  cookies: { names: config.TOKEN_COOKIES, isSecure: config.BASE_DOMAIN !== 'localhost' },
  rates: {
    user: config.RATE_LIMIT_USER,
    apiKey: config.RATE_LIMIT_API_KEY,
    anonymous: config.RATE_LIMIT_ANONYMOUS,
    organization: config.RATE_LIMIT_ORGANIZATION,
  },
  operation: {
    mode: config.OPERATION_LIMITS,
    limits: {
      depth: config.MAX_DEPTH,
      aliases: config.MAX_ALIASES,
      rootFields: config.MAX_ROOT_FIELDS,
      directives: config.MAX_DIRECTIVES,
      fields: config.MAX_FIELDS,
    },
  },
  calls: {
    timeout: config.REQUEST_TIMEOUT_MS,
    timeoutOf: config.SUBGRAPH_TIMEOUT_MS,
    retriesOf: config.SUBGRAPH_RETRIES,
    breaks: (subgraph: string) => config.SUBGRAPH_CIRCUIT(subgraph) > 0,
    joins: (subgraph: string) => config.SUBGRAPH_JOIN(subgraph) > 0,
    shares: (subgraph: string) => config.SUBGRAPH_SHARE(subgraph) > 0,
  },
  directives: { mode: config.DIRECTIVES_MODE, report: config.DIRECTIVES_REPORT },
  cost: {
    mode: config.COST_MODE,
    maxCost: config.MAX_COST,
    estimate: costEstimator({ defaultListSize: config.DEFAULT_LIST_SIZE }),
  },
});
