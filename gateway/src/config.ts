import { fileURLToPath } from 'node:url';
import { listenConfig, processConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

const origins = z
  .string()
  .default('')
  .transform((text, issue) => {
    const list = text.split(',').flatMap((part) => part.trim() || []);
    for (const origin of list) {
      if (origin.includes('*') || !URL.canParse(origin) || new URL(origin).origin !== origin)
        issue.addIssue({ code: 'custom', message: `"${origin}" is not an origin like https://app.example.com` });
    }
    return list;
  })
  .describe('Origins whose pages may call the API, separated by commas; where empty: none in production, any port of localhost otherwise');

const count = (fallback: number, description: string) => z.coerce.number().int().min(1).default(fallback).describe(description);

/** Everything the gateway is told. */
export const gatewayConfig = processConfig.extend({
  ...listenConfig.shape,
  PORT: listenConfig.shape.PORT.default(4000).describe('Port to listen on; 0 takes a free one'),
  SUPERGRAPH_PATH: z
    .string()
    .default(fileURLToPath(new URL('../../schema/supergraph.graphql', import.meta.url)))
    .describe('The composed schema; the file is watched and a new version is served without a restart'),
  JWKS_URL: z
    .url('must be a URL')
    .optional()
    .describe('Where the public keys of access tokens are; needed when the gateway is a process of its own'),
  TOKEN_ISSUER: z.string().default('innoerp').describe('Issuer (iss) that access tokens must name'),
  TOKEN_AUDIENCE: z.string().default('innoerp-api').describe('Audience (aud) that access tokens must name'),
  CORS_ORIGINS: origins,
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('Addresses or networks of the proxies in front, separated by commas; only their X-Forwarded-For is believed'),
  BODY_LIMIT_BYTES: count(1_048_576, 'Largest body of a request; a larger one answers BODY_TOO_LARGE'),
  REQUEST_TIMEOUT_MS: count(30_000, 'Time for one request; subgraphs that have not answered by then count as unavailable'),
  MAX_TOKENS: count(5_000, 'Most lexical tokens that a GraphQL document may have'),
  PLAN_CACHE_ENTRIES: count(2_000, 'Query plans that are kept'),
  PLAYGROUND: z.stringbool().prefault('true').describe('Serves GraphiQL at /playground'),
  INTROSPECTION: z.stringbool().prefault('true').describe('Answers introspection and serves the schema at /schema.graphql'),
});

export type GatewayConfig = z.output<typeof gatewayConfig>;
