import { GatewayErrors } from '../../gateway.errors.js';
import { type HttpRequest, type HttpStage, withHeaders } from '../../http.js';
import { CookieJar, type CookieRules } from '../../transport/cookie-jar.js';
import type { OriginRules } from './cors.js';

export interface CookieModeOptions extends CookieRules {
  origins: Pick<OriginRules, 'isSame' | 'mayUseCookies'>;
  /** The subgraph that owns sessions; undefined while that is not known. */
  owner: () => string | undefined;
}

/** Pages cannot send it with a form, nor to other origins without having been allowed to. */
const MODE = 'x-token-mode';

/**
 * A client that says so keeps its tokens in cookies: the owner of sessions reads and writes them, nobody else sees them. For all others
 * there are no cookies.
 */
export function cookieMode({ origins, owner, ...rules }: CookieModeOptions): HttpStage {
  const keepTokens: HttpStage = async (request, next) => {
    await refuseForgery(request, origins, rules.isSecure);
    // A token that was to be in a cookie must not be shown in a body.
    if (owner() === undefined) throw GatewayErrors.COOKIES_UNAVAILABLE();
    const cookies = new CookieJar(request.headers.cookie, rules);
    const response = await next({ ...withoutCookie(request), cookies });
    const lines = cookies.lines();
    return lines.length === 0 ? response : { ...withHeaders(response, { 'cache-control': 'no-store' }), cookies: lines };
  };
  return (request, next) => {
    const { [MODE]: mode = 'body', cookie } = request.headers;
    if (mode !== 'cookie' && mode !== 'body') throw GatewayErrors.BAD_REQUEST('X-Token-Mode is "cookie" or "body"');
    if (mode === 'body') return next(cookie === undefined ? request : withoutCookie(request));
    return keepTokens(request, next);
  };
}

function withoutCookie(request: HttpRequest): HttpRequest {
  const { cookie: _, ...headers } = request.headers;
  return { ...request, headers };
}

/** A browser adds cookies whatever page makes it send a request: whose page it is must be known. @throws CSRF_REFUSED */
async function refuseForgery(
  { method, headers, host }: HttpRequest,
  origins: CookieModeOptions['origins'],
  isSecure: boolean,
): Promise<void> {
  const { origin, 'sec-fetch-site': site } = headers;
  if (method !== 'POST') throw GatewayErrors.CSRF_REFUSED('it has to be a POST');
  if (origin === undefined) {
    if (site === 'cross-site') throw GatewayErrors.CSRF_REFUSED('its page is of another site');
    return;
  }
  // Without TLS, anybody on the way could have written the page.
  const mayBeOwn = site !== 'cross-site' && (!isSecure || origin.startsWith('https:'));
  const isOwnPage = mayBeOwn && (await origins.isSame(origin, host));
  if (!isOwnPage && !(await origins.mayUseCookies(origin, host)))
    throw GatewayErrors.CSRF_REFUSED("its page may not use this host's cookies");
}
