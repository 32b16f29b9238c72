import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoginProvider } from '../domain/login-provider.js';

const SCRIPT = fileURLToPath(new URL('../../testing/oidc-provider.mjs', import.meta.url));
export const REDIRECT = 'http://localhost:4000/login/done';
export const CLIENT = { client_id: 'innoerp', client_secret: 'what only the two of us know', redirect_uris: [REDIRECT] };

export interface RunningProvider {
  issuer: string;
  stop(): Promise<void>;
}

/** Starts a provider of other people's making, as a process of its own. */
export async function aProvider(clients: object[] = [CLIENT]): Promise<RunningProvider> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(clients)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    void ended.then(() => reject(new Error('The provider did not start')));
  });
  const stop = () => {
    child.stdin.end();
    return ended;
  };
  return { issuer: await said, stop };
}

/** As the settings of the platform have it. */
export const setting = (issuer: string, more: object = {}) => ({
  ...{ key: 'acme-id', name: 'Acme ID', issuer, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret },
  ...more,
});

export const asLoginProvider = (issuer: string, more: Partial<LoginProvider> = {}): LoginProvider => ({
  ...{ id: 'acme-id', name: 'Acme ID', issuer, clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret },
  ...{ scopes: ['openid', 'email', 'profile'], organization: null, ...more },
});

export interface Person {
  subject: string;
  email?: string;
  email_verified?: boolean | string;
}

/** Whoever logs in there: the provider's own name for them, and what it says of their address. */
export const person = (subject: string, email: string, isVerified: boolean | null = true): Person => ({
  ...{ subject, email },
  ...(isVerified === null ? {} : { email_verified: isVerified }),
});

/** A browser: it follows redirects, keeps cookies, fills in forms, and stops at our page. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** @returns the address of our page that it was sent back to. */
  async visit(url: string, { subject: login, ...claims }: Person): Promise<string> {
    await fetch(new URL(`/people/${encodeURIComponent(login)}`, url), { method: 'PUT', body: JSON.stringify(claims) });
    let [address, form]: [string, URLSearchParams | null] = [url, null];
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await this.#load(address, form);
      const location = response.headers.get('location');
      const page = location ? '' : await response.text();
      const [, action, prompt] = /action="([^"]+)"[\s\S]*?name="prompt" value="(\w+)"/.exec(page) ?? [];
      if (!location && !action) throw new Error(`The provider says ${response.status}: ${page.slice(0, 300)}`);
      address = new URL(location ?? action ?? '', address).href;
      form = location ? null : new URLSearchParams({ prompt: prompt ?? '', login, password: 'any' });
      if (address.startsWith(REDIRECT)) return address;
    }
    throw new Error('The provider leads nowhere');
  }

  async #load(url: string, form: URLSearchParams | null): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const init = form ? { method: 'POST', body: form } : {};
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}
