import type { IncomingHttpHeaders } from 'node:http';
import { anonymous, IDENTITY_HEADER, type Identity, identitySchema, type ReplayGuard, replayGuard, verifyIdentity } from '../auth/index.js';

/** Whoever calls, proved; null where it is not. `content` is what the signature must be for. */
export type CallerOf = (headers: IncomingHttpHeaders, content: string, options?: { changes: boolean }) => Promise<Identity | null>;

export interface VerifyOptions {
  /** Verifies the signed identity of callers. */
  secret: string;
  /** Refuses a call that was made before; without it this process remembers by itself. */
  replays?: ReplayGuard;
  /** Local development only: believes whoever an unsigned call says it is. */
  acceptUnsigned?: boolean;
}

const READ_ONLY = { changes: false };

export function verifyCaller(audience: string, { secret, replays = replayGuard(), acceptUnsigned = false }: VerifyOptions): CallerOf {
  return async (headers, content, { changes } = READ_ONLY) => {
    const token = headerOf(headers, IDENTITY_HEADER);
    if (acceptUnsigned && !token?.startsWith('ey')) return token ? claimed(token) : anonymous;
    const verified = verifyIdentity(token, { secret, audience, content });
    return verified && (await replays.isFirst(verified.callId, { changes })) ? verified.identity : null;
  };
}

function claimed(text: string): Identity | null {
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What a caller reads that is not served. */
export const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });
