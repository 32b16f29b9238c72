import { describe, expect, it } from '@jest/globals';
import { LOG_IN } from '../src/authentication-documents.js';
import type { Answer } from '../src/client.js';
import { anOwner, caller } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const REFRESH = 'mutation { tokenRefresh { tokens { accessToken refreshToken } userErrors { code } } }';
const LOG_OUT = 'mutation { logout { ok userErrors { code } } }';

const product = theProduct();

/** A browser's page in cookie mode: it keeps what is set, and cannot read it. */
class Browser {
  readonly jar = new Map<string, string>();
  lines: string[] = [];

  async ask(query: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-token-mode': 'cookie', ...(cookie ? { cookie } : {}), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    this.lines = response.headers.getSetCookie();
    for (const line of this.lines) this.#keep(line);
    const { data, errors } = (await response.json()) as Answer;
    return errors ? { codes: errors.map(({ extensions }: Answer) => extensions.code) } : Object.values(data)[0];
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0(;|$)/i.test(line)) this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

async function loggedIn() {
  const { email, password } = await anOwner(product.url);
  const browser = new Browser();
  const { outcome } = await browser.ask(LOG_IN, { input: { email, password } });
  return { browser, outcome };
}

describe('a page that keeps its refresh token in a cookie', () => {
  it('logs in, refreshes and logs out without ever seeing it', async () => {
    const { browser, outcome } = await loggedIn();
    const [line = ''] = browser.lines;
    const first = browser.jar.get('refresh_token');
    const { tokens } = await browser.ask(REFRESH);
    const later = caller(product.url, tokens.accessToken);

    expect([outcome.refreshToken, tokens.refreshToken]).toEqual(['', '']);
    expect(line).toMatch(/httponly/i);
    expect(line).toMatch(/samesite=strict/i);
    expect([first === browser.jar.get('refresh_token'), await later.code()]).toEqual([false, null]);
    await browser.ask(LOG_OUT);
    expect([...browser.jar.keys()]).toEqual([]);
    expect(await until(later.code, (code) => code !== null)).toBe('SESSION_ENDED');
  });

  it('loses it to no page of another site, and to no refusal', async () => {
    const { browser } = await loggedIn();
    const before = browser.jar.get('refresh_token');
    const answers = [
      await browser.ask(REFRESH, {}, { origin: 'https://evil.example' }),
      await browser.ask(LOG_OUT, {}, { 'sec-fetch-site': 'cross-site' }),
    ];

    expect(answers).toEqual([{ codes: ['CSRF_REFUSED'] }, { codes: ['CSRF_REFUSED'] }]);
    expect([browser.lines, browser.jar.get('refresh_token')]).toEqual([[], before]);
    expect((await browser.ask(REFRESH)).userErrors).toEqual([]);
  });
});
