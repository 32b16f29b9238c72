import { fileURLToPath } from 'node:url';
import { listenConfig, processConfig } from '@supergraph/kernel/config';
import { isCookieName } from '@supergraph/kernel/transport';
import { z } from 'zod';
import { OPEN_OPERATIONS, operationRates, rate } from './limits/rate/rate-settings.js';
import { perSubgraph } from './per-subgraph.js';

export const PLAN_CACHE_BYTES = 64 * 1024 * 1024;

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
  .describe(
    'Origins whose pages may call at every host, separated by commas, beside the pages of organizations and of the platform, which may call at theirs; where empty: no others in production, any port of localhost otherwise',
  );

const cookieNames = z
  .string()
  .default('refresh_token,trusted_device')
  .transform((text, issue) => {
    const list = text.split(',').flatMap((part) => part.trim() || []);
    for (const name of list)
      if (!isCookieName(name)) issue.addIssue({ code: 'custom', message: `"${name}" is not a name of letters a-z, digits and _` });
    return list;
  })
  .describe(
    'Names of the cookies, separated by commas, in which the service that owns sessions may keep tokens of clients that ask for it (X-Token-Mode: cookie)',
  );

const count = (fallback: number, description: string) => z.coerce.number().int().min(1).default(fallback).describe(description);

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

const domain = z.string().regex(new RegExp(`^${LABEL}(\\.${LABEL})*$`), 'must be a host name in lower case, without a port');

const mode = (description: string) => z.enum(['enforce', 'measure']).default('enforce').describe(description);

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
  BASE_DOMAIN: domain
    .default('localhost')
    .describe('Organizations live at {slug}.BASE_DOMAIN; at BASE_DOMAIN itself and at api.BASE_DOMAIN the access token decides'),
  ADMIN_SUBDOMAIN: z
    .string()
    .regex(new RegExp(`^${LABEL}$`), 'must be one label in lower case')
    .default('admin')
    .describe('Platform staff work at {ADMIN_SUBDOMAIN}.BASE_DOMAIN'),
  CORS_ORIGINS: origins,
  TOKEN_COOKIES: cookieNames,
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe(
      'Addresses or networks of the proxies in front, separated by commas; only their X-Forwarded-For and X-Forwarded-Host are believed',
    ),
  BODY_LIMIT_BYTES: count(1_048_576, 'Largest body of a request; a larger one answers BODY_TOO_LARGE'),
  REQUEST_TIMEOUT_MS: count(30_000, 'Time for one request; subgraphs that have not answered by then count as unavailable'),
  MAX_TOKENS: count(5_000, 'Most lexical tokens that a GraphQL document may have'),
  RATE_LIMIT: z.enum(['on', 'off']).default('on').describe('off lets everybody send as much as they like'),
  RATE_LIMIT_USER: rate('600/min', 'Requests of one user: so many at once, and as many again in that time'),
  RATE_LIMIT_ANONYMOUS: rate('300/min', 'Requests without a token from one address, or one IPv6 network (/64)'),
  RATE_LIMIT_API_KEY: rate('600/min', 'Requests with one API key, where it has no number of its own'),
  RATE_LIMIT_ORGANIZATION: rate('6000/min', 'Requests of all members of an organization together, where its plan grants no other number'),
  RATE_LIMIT_OPERATIONS: operationRates(
    OPEN_OPERATIONS,
    "Stricter limits of root fields, separated by commas: field=rate counts by user, field=rate@address by address whoever asks; *=rate limits each of a user's operations by itself",
  ),
  OPERATION_LIMITS: mode(
    'enforce refuses an operation beyond MAX_DEPTH, MAX_ALIASES, MAX_ROOT_FIELDS, MAX_DIRECTIVES or MAX_FIELDS; measure only counts it',
  ),
  MAX_DEPTH: count(15, 'Most levels of fields in an operation; introspection has a limit of its own'),
  MAX_ALIASES: count(50, 'Most aliases in an operation, fragments put in'),
  MAX_ROOT_FIELDS: count(20, 'Most fields at the root of an operation'),
  MAX_DIRECTIVES: count(50, 'Most directives in an operation, fragments put in'),
  MAX_FIELDS: count(1_000, 'Most fields in an operation, fragments put in'),
  COST_MODE: mode('enforce refuses an operation beyond MAX_COST; measure only counts it'),
  MAX_COST: count(
    50_000,
    'Highest estimated cost of an operation: objects that it may return, and 10 for each mutation, by @cost and @listSize',
  ),
  DEFAULT_LIST_SIZE: count(10, 'Entries that a list is taken to have where @listSize says nothing'),
  DIRECTIVES_MODE: z
    .enum(['filter', 'reject', 'dry-run'])
    .default('filter')
    .describe(
      'What becomes of an operation of which parts may not be served: filter serves the rest, reject nothing, dry-run everything, and only tells',
    ),
  DIRECTIVES_REPORT: z
    .enum(['errors', 'extensions', 'disabled'])
    .default('errors')
    .describe('Where an answer tells what was not served: among its errors, in extensions.authorizationErrors, or not at all'),
  SUBSCRIPTIONS_PER_CONNECTION: count(100, 'Operations that may run on one connection at a time'),
  SUBSCRIPTIONS_PER_USER: count(1_000, 'Subscriptions of one user, or of one address without a token, that run on one gateway'),
  SUBSCRIPTIONS_PER_ORGANIZATION: count(20_000, 'Subscriptions of all members of an organization that run on one gateway'),
  SOCKETS_PER_ADDRESS: count(1_000, 'Connections that can carry subscriptions, from one address to one gateway'),
  SOCKET_MESSAGE_BYTES: count(262_144, 'Largest message that a WebSocket may bring; a larger one closes it'),
  SOCKET_INIT_TIMEOUT_MS: count(10_000, 'Time in which a WebSocket has to say connection_init'),
  SOCKET_PING_MS: count(25_000, 'Time between pings of a WebSocket'),
  SOCKET_PONG_MS: count(10_000, 'Time in which a ping has to be answered, and a stream that is full has to take something'),
  STREAM_HEARTBEAT_MS: count(5_000, 'Time between heartbeats of event streams and multipart answers'),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(30_000)
    .describe('Time over which a gateway that stops closes its WebSockets and event streams, so that clients do not all come back at once'),
  SUBGRAPH_TIMEOUT_MS: perSubgraph(30_000, 'Time that a subgraph has for one call, within that of the request'),
  SUBGRAPH_RETRIES: perSubgraph(2, 'Times that a query is sent again where a subgraph did not answer'),
  SUBGRAPH_CIRCUIT: perSubgraph(
    1,
    '1 stops calls to a subgraph of which half fail, and lets single ones try until it answers; 0 always calls',
  ),
  SUBGRAPH_JOIN: perSubgraph(
    1,
    '1 asks for the entities of several places of a request in one call, and not again for what was told of them; 0 asks for those of each place alone',
  ),
  SUBGRAPH_SHARE: perSubgraph(0, '1 sends queries that are the same, and asked by the same user at the same time, once; 0 sends each'),
  PLAN_CACHE_BYTES: count(
    PLAN_CACHE_BYTES,
    'Memory for query plans and what is compiled of them; an operation with 60 fields takes about 80,000. Those used last are kept',
  ),
  PLANNER_PROCESS: z
    .stringbool()
    .prefault('true')
    .describe(
      'Plans new operations in a process of its own, which is there while it is needed and takes 130 MB: a complex one keeps no other request waiting; false plans between requests',
    ),
  PLAN_TIMEOUT_MS: count(
    5_000,
    'Time that planning one operation may take, in a process of its own; beyond that it answers OPERATION_TOO_COMPLEX',
  ),
  PLAN_WARM_UP: z.coerce
    .number()
    .int()
    .min(0)
    .default(200)
    .describe('Operations, those used most, that are planned for a new supergraph before it is served'),
  PLAYGROUND: z.stringbool().prefault('true').describe('Serves GraphiQL at /playground'),
  INTROSPECTION: z.stringbool().prefault('true').describe('Answers introspection and serves the schema at /schema.graphql'),
});

export type GatewayConfig = z.output<typeof gatewayConfig>;
