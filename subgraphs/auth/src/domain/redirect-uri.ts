/** Where a provider may send people back to. */
export interface RedirectRules {
  /** Any page of it. */
  appUrl: string;
  /** These very addresses. */
  redirectUris: readonly string[];
}

/**
 * Whether people may be sent there with a provider's answer: to a page of the frontend (same scheme, host and port), or to one of the
 * addresses of the settings, letter by letter. Neither with a query nor with a fragment: those are the answer's.
 */
export function isOwnPage({ appUrl, redirectUris }: RedirectRules, text: string): boolean {
  if (text.length > 2_000 || !URL.canParse(text) || /[?#\\\s]/.test(text)) return false;
  if (redirectUris.includes(text)) return true;
  const { origin, username, password, href } = new URL(text);
  return origin === new URL(appUrl).origin && origin !== 'null' && !username && !password && href === text;
}

/** The answer in an address that a browser was sent to; null where that is another page. */
export function answerIn(callbackUrl: string, redirectUri: string): URLSearchParams | null {
  if (!URL.canParse(callbackUrl)) return null;
  const [answer, expected] = [new URL(callbackUrl), new URL(redirectUri)];
  const isThere = (['protocol', 'host', 'pathname', 'username', 'password'] as const).every((part) => answer[part] === expected[part]);
  return isThere ? answer.searchParams : null;
}
