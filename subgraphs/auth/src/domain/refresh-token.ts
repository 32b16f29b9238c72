import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const SEAL_BYTES = 16;
/** The first four bytes of the secret are the token's number within its session. */
const MAX_GENERATION = 0x7fff_ffff;
const LENGTH = ID_BYTES + SECRET_BYTES + SEAL_BYTES;

/**
 * Refresh tokens: the session's id, the token's number, 28 secret bytes and our seal. The seal tells a token that was once ours from one
 * that was made up, so that nobody who knows a session's id can have it ended as stolen.
 */
export class RefreshTokens {
  constructor(private readonly key: Buffer) {}

  /** A session's first token. */
  first(sessionId: string): string {
    return this.#write(sessionId, numbered(randomBytes(SECRET_BYTES), 0));
  }

  newNonce(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  /** The token that follows on another one: the same for the same nonce, so that a race has one outcome. */
  next(sessionId: string, token: string, nonce: string): string {
    const secret = createHmac('sha256', this.key).update(`next\0${nonce}\0${token}`).digest();
    return this.#write(sessionId, numbered(secret, Math.min(generationOf(token) + 1, MAX_GENERATION)));
  }

  /** The session that a token belongs to or once belonged to; null where it was not made by us. */
  sessionOf(token: string): string | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== LENGTH || bytes.toString('base64url') !== token) return null;
    const content = bytes.subarray(0, ID_BYTES + SECRET_BYTES);
    if (!timingSafeEqual(this.#seal(content), bytes.subarray(ID_BYTES + SECRET_BYTES))) return null;
    return stringify(bytes.subarray(0, ID_BYTES));
  }

  #write(sessionId: string, secret: Buffer): string {
    const content = Buffer.concat([parse(sessionId), secret]);
    return Buffer.concat([content, this.#seal(content)]).toString('base64url');
  }

  #seal(content: Buffer): Buffer {
    return createHmac('sha256', this.key).update('seal\0').update(content).digest().subarray(0, SEAL_BYTES);
  }
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** How many tokens of its session came before a token that is ours. */
export const generationOf = (token: string): number => Buffer.from(token, 'base64url').readUInt32BE(ID_BYTES) & MAX_GENERATION;

function numbered(secret: Buffer, generation: number): Buffer {
  secret.writeUInt32BE(generation, 0);
  return secret;
}

/** How a token is stored: hashed twice, so that neither the row nor a log of the first hash can be presented. */
export const hashRefreshToken = (token: string) => sha256(sha256(token)).toString('base64url');
