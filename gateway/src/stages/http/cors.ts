import type { Logger } from '@supergraph/kernel/logger';
import { LRUCache } from 'lru-cache';
import { type HttpRequest, type HttpStage, withHeaders } from '../../http.js';
import type { HostOwner, HostOwners } from '../../tenancy/host-owners.js';

export interface CorsOptions {
  /** Allowed at every host. */
  origins: readonly string[];
  /** Lets pages of any port of localhost call, which is what developers need. */
  localhost: boolean;
  hosts: HostOwners;
  /** Organizations' pages may come without TLS and from any port, which is so on localhost only. */
  insecure: boolean;
  log: Logger;
}

const LOCALHOST = /^https?:\/\/(([a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const EXPOSED = 'x-request-id, x-operation-cost, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset';

/** Origins that were read lately; it takes longer to read one than all the rest of this stage. */
const REMEMBERED_ORIGINS = 1_000;
const LONGEST_ORIGIN = 300;

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers':
    'authorization, content-type, x-request-id, x-token-mode, apollo-require-preflight, x-apollo-operation-name, last-event-id, x-graphql-event-stream-token',
  'access-control-max-age': '600',
};

/** Which pages may call which hosts. */
export interface OriginRules {
  /** Whether pages of an origin may call a host. */
  isAllowed(origin: string, host: string): Promise<boolean>;
  /** Whether a page comes from the very host that it calls; browsers ask nobody about that, except for WebSockets. */
  isSame(origin: string, host: string): Promise<boolean>;
  /** Whether its calls may use what a host keeps in cookies, which is less: of a host that stands for everybody, cookies are anybody's. */
  mayUseCookies(origin: string, host: string): Promise<boolean>;
}

/** The pages of an organization may call its own hosts, those of the platform the admin host, and both of them the hosts that stand for everybody. */
export function originRules({ origins, localhost, hosts, insecure, log }: CorsOptions): OriginRules {
  const allowed = new Set(origins);
  const pages = new LRUCache<string, { host: string | null }>({ max: REMEMBERED_ORIGINS });
  const hostOf = (origin: string): string | null => {
    if (origin.length > LONGEST_ORIGIN) return null;
    const page = pages.get(origin) ?? { host: pageHost(origin, insecure) };
    pages.set(origin, page);
    return page.host;
  };
  const ownersOf = async (origin: string, host: string): Promise<{ from: HostOwner; to: HostOwner } | null> => {
    const page = hostOf(origin);
    if (page === null) return null;
    const [from, to] = await Promise.all([hosts.find(page), hosts.find(host)]);
    return { from, to };
  };
  const judgedBy =
    (mayBe: (from: HostOwner, to: HostOwner) => boolean) =>
    async (origin: string, host: string): Promise<boolean> => {
      if (allowed.has(origin) || (localhost && LOCALHOST.test(origin))) return true;
      const owners = await ownersOf(origin, host).catch((error) => {
        log.warn({ error, origin }, 'whose an origin is cannot be told: its page may not call');
        return null;
      });
      return owners !== null && mayBe(owners.from, owners.to);
    };
  return {
    isAllowed: judgedBy(mayCall),
    mayUseCookies: judgedBy(isOneOwner),
    isSame: async (origin, host) => URL.canParse(origin) && new URL(origin).host === host.toLowerCase(),
  };
}

/** Tells browsers which other origins' pages may call. It refuses nothing itself: that is the browser's part, and the CSRF check's. */
export const cors = ({ isAllowed }: Pick<OriginRules, 'isAllowed'>): HttpStage => {
  return async (request, next) => {
    const { origin } = request.headers;
    const headers: Record<string, string> = {};
    if (origin && (await isAllowed(origin, request.host))) {
      headers['access-control-allow-origin'] = origin;
      headers['access-control-allow-credentials'] = 'true';
      headers['access-control-expose-headers'] = EXPOSED;
    }
    if (!isPreflight(request)) {
      const response = await next(request);
      return withHeaders(response, { ...headers, vary: [response.headers.vary, 'Origin'].filter(Boolean).join(', ') });
    }
    return {
      status: 204,
      headers: { ...headers, vary: 'Origin', ...('access-control-allow-origin' in headers ? PREFLIGHT_HEADERS : {}) },
      body: '',
    };
  };
};

/** Hosts that stand for everybody have no pages of ours: those are named in the settings where there are any. */
function mayCall(from: HostOwner, to: HostOwner): boolean {
  if (from.kind === 'platform') return to.kind !== 'organization';
  if (from.kind !== 'organization' || from.id === null) return false;
  return to.kind === 'everybody' || (to.kind === 'organization' && to.id === from.id);
}

/** What stands for everybody has no owner. */
function isOneOwner(from: HostOwner, to: HostOwner): boolean {
  if (from.kind === 'platform') return to.kind === 'platform';
  return from.kind === 'organization' && from.id !== null && to.kind === 'organization' && to.id === from.id;
}

/** The host of an origin as browsers write it, over TLS and at the usual port; null for every other origin. */
function pageHost(origin: string, insecure: boolean): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url?.origin !== origin) return null;
  const isSecure = url.protocol === 'https:' && url.port === '';
  return isSecure || (insecure && url.protocol.startsWith('http')) ? url.hostname : null;
}

const isPreflight = ({ method, headers }: HttpRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
