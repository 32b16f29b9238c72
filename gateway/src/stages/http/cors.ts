import { type HttpRequest, type HttpStage, withHeaders } from '../../http.js';

export interface CorsOptions {
  origins: readonly string[];
  /** Lets pages of any port of localhost call, which is what developers need. */
  localhost: boolean;
}

const LOCALHOST = /^https?:\/\/(([a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-request-id, apollo-require-preflight, x-apollo-operation-name',
  'access-control-max-age': '600',
};

/** Tells browsers which other origins' pages may call. It refuses nothing itself: that is the browser's part, and the CSRF check's. */
export const cors = ({ origins, localhost }: CorsOptions): HttpStage => {
  const allowed = new Set(origins);
  const isAllowed = (origin: string) => allowed.has(origin) || (localhost && LOCALHOST.test(origin));

  return async (request, next) => {
    const { origin } = request.headers;
    const headers: Record<string, string> = {};
    if (origin && isAllowed(origin)) {
      headers['access-control-allow-origin'] = origin;
      headers['access-control-allow-credentials'] = 'true';
      headers['access-control-expose-headers'] = 'x-request-id';
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

const isPreflight = ({ method, headers }: HttpRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
