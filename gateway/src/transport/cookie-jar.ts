import type { Logger } from '@supergraph/kernel/logger';
import { type CookieChange, isCookieChange, readCookies, type SubgraphResponse } from '@supergraph/kernel/transport';

export interface CookieRules {
  /** Names that the owner of sessions may use, without their prefix. */
  names: readonly string[];
  /** False where there is no TLS, which is so on localhost only: then the names have no prefix. */
  isSecure: boolean;
  log: Logger;
}

/** Browsers take a cookie of that name only over TLS and from the very host itself, for all of its paths: no other host can set it. */
const PREFIX = '__Host-';

/** The cookies of one request of a client that keeps its tokens there, and those of its answer. Their values are told to nobody else. */
export class CookieJar {
  /** By name, without its prefix. */
  readonly brought: ReadonlyMap<string, string>;
  /** By name, what the answer says last. */
  readonly #lines = new Map<string, string>();

  constructor(
    header: string | undefined,
    private readonly rules: CookieRules,
  ) {
    const all = readCookies(header ?? '');
    const value = (name: string) => all.get(this.#nameOf(name));
    this.brought = new Map(rules.names.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name) as string]])));
  }

  /** Takes what an answer of the owner of sessions tells the client, off the answer. One with an error clears nothing. */
  takeFrom(answer: SubgraphResponse): SubgraphResponse {
    const { cookies, ...extensions } = answer.extensions ?? {};
    if (cookies === undefined) return answer;
    const hasErrors = (answer.errors?.length ?? 0) > 0;
    for (const change of Array.isArray(cookies) ? cookies : [cookies]) this.#take(change, hasErrors);
    return { ...answer, extensions };
  }

  /** Values of `Set-Cookie`. */
  lines(): string[] {
    return [...this.#lines.values()];
  }

  #take(change: unknown, hasErrors: boolean): void {
    const { names, log } = this.rules;
    if (!isCookieChange(change) || !names.includes(change.name)) log.error('the owner of sessions sets a cookie that may not be');
    else if (change.value !== null || !hasErrors) this.#lines.set(change.name, this.#lineOf(change));
  }

  #lineOf(change: CookieChange): string {
    const [value, maxAge] = change.value === null ? ['', 0] : [change.value, change.maxAge];
    const secure = this.rules.isSecure ? '; Secure' : '';
    return `${this.#nameOf(change.name)}=${value}; Max-Age=${maxAge}; Path=/${secure}; HttpOnly; SameSite=Strict`;
  }

  #nameOf(name: string): string {
    return this.rules.isSecure ? PREFIX + name : name;
  }
}
