/** The header between our own processes that carries a client's cookies; it is there where the client keeps its tokens in cookies. */
export const COOKIES_HEADER = 'x-innoerp-cookies';

/** What a client is to keep from now on, or to forget. */
export type CookieChange = { name: string; value: string; maxAge: number } | { name: string; value: null };

const NAME = /^[a-z][a-z0-9_]{0,49}$/;
/** Of what a cookie may be made of, what needs no quotes anywhere. A browser keeps 4,096 bytes, name and attributes included. */
const VALUE = /^[\w.~+/=-]{1,3500}$/;
/** Seconds; browsers keep nothing for longer than 400 days. */
const LONGEST_LIFE = 400 * 86_400;

export const isCookieName = (name: unknown): name is string => typeof name === 'string' && NAME.test(name);

/** Whether a change can be written as it stands, whoever it comes from. */
export function isCookieChange(change: unknown): change is CookieChange {
  if (typeof change !== 'object' || change === null) return false;
  const { name, value, maxAge } = change as Record<string, unknown>;
  if (!isCookieName(name)) return false;
  return value === null || (typeof value === 'string' && VALUE.test(value) && isLife(maxAge));
}

const isLife = (maxAge: unknown): boolean => Number.isInteger(maxAge) && Number(maxAge) > 0 && Number(maxAge) <= LONGEST_LIFE;

/** The cookies of a `Cookie` header by name. What is none is left out, and of two of one name the second. */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at > 0 && name !== '' && VALUE.test(value) && !cookies.has(name)) cookies.set(name, value);
  }
  return cookies;
}

/** The same as a header. */
export const writeCookies = (cookies: ReadonlyMap<string, string>): string =>
  Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');

/** The cookies of a client that keeps its tokens there: what it brought, and what it is told in the answer. */
export class ClientCookies {
  /** Said by what has succeeded. */
  readonly #kept = new Map<string, CookieChange>();
  readonly #said = new Map<string, CookieChange>();

  constructor(private readonly brought: ReadonlyMap<string, string>) {}

  /** As the client will have it after this request. */
  read(name: string): string | undefined {
    const change = this.#said.get(name) ?? this.#kept.get(name);
    return change ? (change.value ?? undefined) : this.brought.get(name);
  }

  /**
   * Has the client keep a value.
   *
   * @param cookie its name in lower case, `a-z0-9_`; its value without what would need quotes; and for how long, in seconds.
   * @throws TypeError for what is no cookie.
   */
  set({ name, value, maxAge }: { name: string; value: string; maxAge: number }): void {
    const change = { name, value, maxAge };
    // The value is nobody's to read in a log.
    if (!isCookieChange(change)) throw new TypeError(`What "${name}" shall be is no cookie`);
    this.#said.set(name, change);
  }

  /** Has the client forget a value; it does not where the answer carries an error. @throws TypeError for what is no name. */
  clear(name: string): void {
    if (!isCookieName(name)) throw new TypeError(`"${name}" is no name of a cookie`);
    this.#said.set(name, { name, value: null });
  }

  /** What was said until now was said by something that has succeeded: `drop` leaves it. */
  keep(): void {
    for (const [name, change] of this.#said) this.#kept.set(name, change);
    this.#said.clear();
  }

  /** Takes back what was said since. */
  drop(): void {
    this.#said.clear();
  }

  /**
   * What the answer tells the client. One with an error clears nothing: what it would clear may be of another request, which came a
   * moment earlier and succeeded.
   */
  changes({ hasErrors }: { hasErrors: boolean }): CookieChange[] {
    const all = [...new Map([...this.#kept, ...this.#said]).values()];
    return hasErrors ? all.filter(({ value }) => value !== null) : all;
  }
}
