import { Resolver } from 'node:dns/promises';

/** What the DNS says at a name: its TXT records, or why it said nothing. Neither is for ever. */
export type TxtAnswer = { found: readonly string[] } | { failure: string };

/** Asks for the TXT records of a name. It answers in bounded time, and does not throw for what the DNS does. */
export type TxtLookup = (name: string) => Promise<TxtAnswer>;

export interface TxtLookupOptions {
  /** `ip` or `ip:port` of each server to ask; none for those of the machine. */
  servers: readonly string[];
  /** Milliseconds in which there is an answer, whatever the servers do. */
  timeoutMs: number;
}

const TRIES = 2;

/** The answers that there is nothing at the name; everything else that fails says nothing about it. */
const NOTHING_THERE: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/** Looks TXT records up in the DNS. */
export function txtLookup({ servers, timeoutMs }: TxtLookupOptions): TxtLookup {
  return async (name) => {
    // A resolver of its own, since `cancel` ends every question that a resolver has open.
    const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / TRIES), tries: TRIES });
    if (servers.length > 0) resolver.setServers(servers);
    const timer = setTimeout(() => resolver.cancel(), timeoutMs);
    try {
      const records = await resolver.resolveTxt(name);
      // A record longer than 255 bytes comes in pieces.
      return { found: records.map((pieces) => pieces.join('')) };
    } catch (error) {
      return answerOf(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

function answerOf(error: unknown): TxtAnswer {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (NOTHING_THERE.has(code)) return { found: [] };
  if (syscall !== 'queryTxt') throw error;
  return { failure: code === 'ECANCELLED' ? 'ETIMEOUT' : String(code) };
}
