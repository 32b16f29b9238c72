import { hash } from 'node:crypto';

/** Bytes of a block of SHA-256. */
const BLOCK = 64;
const DIGEST = 32;
/** UTF-8 takes at most so many bytes for a unit of a string. */
const MOST_BYTES = 3;

/** Shared by all keys, since nothing else happens while a text is hashed. */
let room = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * HMAC-SHA256 (RFC 2104) with one key. Node's `createHmac` makes an object of native memory for each text, which the garbage collector
 * has to look after; this takes half of its time.
 */
export class HmacSha256 {
  readonly #inner: Buffer;
  /** The outer block, and room for the digest of the inner one. */
  readonly #outer: Buffer;

  constructor(secret: string) {
    const bytes = Buffer.from(secret);
    const key = Buffer.alloc(BLOCK);
    (bytes.length > BLOCK ? hash('sha256', bytes, 'buffer') : bytes).copy(key);
    this.#inner = key.map((byte) => byte ^ 0x36) as Buffer;
    this.#outer = Buffer.concat([key.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST)]);
  }

  /** @returns base64url. */
  of(text: string): string {
    const most = BLOCK + MOST_BYTES * text.length;
    if (most > room.length) room = Buffer.allocUnsafeSlow(2 * most);
    room.set(this.#inner);
    const length = BLOCK + room.write(text, BLOCK);
    this.#outer.write(hash('sha256', room.subarray(0, length), 'binary'), BLOCK, 'latin1');
    return hash('sha256', this.#outer, 'base64url');
  }
}
