/** Where a provider may send people back to. */
export interface RedirectRules {
  /** Any page of it. */
  appUrl: string;
  /** These very addresses. */
  redirectUris: readonly string[];
}

/** An address as it is sent, twice, and compared: written the one way that it can be, and without a query or a fragment. */
export const isWholeUri = (text: string): boolean =>
  text.length <= 2_000 && URL.canParse(text) && !/[?#\\\s]/.test(text) && new URL(text).href === text;

/**
 * Whether people may be sent there with a provider's answer: to a page of the frontend (same scheme, host and port), or to one of the
 * addresses of the settings, letter by letter. Neither with a query nor with a fragment: those are the answer's.
 */
export function isOwnPage({ appUrl, redirectUris }: RedirectRules, text: string): boolean {
  if (!isWholeUri(text)) return false;
  if (redirectUris.includes(text)) return true;
  const { origin, username, password } = new URL(text);
  return origin === new URL(appUrl).origin && origin !== 'null' && !username && !password;
}

/** The answer in an address that a browser was sent to; null where that is another page. */
export function answerIn(callbackUrl: string, redirectUri: string): URLSearchParams | null {
  if (!URL.canParse(callbackUrl)) return null;
  const [answer, expected] = [new URL(callbackUrl), new URL(redirectUri)];
  const isThere = (['protocol', 'host', 'pathname', 'username', 'password'] as const).every((part) => answer[part] === expected[part]);
  return isThere ? answer.searchParams : null;
}
