import { z } from 'zod';

/** Where passkeys are good: a domain and everything below it. */
export interface RelyingParty {
  id: string;
  name: string;
}

const isLocal = (host: string) => host === 'localhost' || host.endsWith('.localhost');

/** Whether a page may ask for passkeys: by https, or on this very machine, at the domain or below it. */
export function isOwnOrigin({ id }: RelyingParty, origin: string): boolean {
  const url = URL.parse(origin);
  if (!url || url.origin !== origin) return false;
  const isInside = url.hostname === id || url.hostname.endsWith(`.${id}`);
  return isInside && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url.hostname)));
}

const ClientData = z.object({ challenge: z.string().min(1).max(200), origin: z.string().max(300) });

/** What a browser says it had signed: which challenge, and on which page; null where it says nothing that could be read. */
export function readClientData(encoded: string): z.output<typeof ClientData> | null {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
  } catch {
    // Whatever it is, it is not what a browser sends.
    return null;
  }
}
