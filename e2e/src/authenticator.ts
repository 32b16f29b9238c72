import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PERIOD_MS = 30_000;

/** The bytes of a secret as authenticator apps are told it (RFC 4648, base32 without padding). */
function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that an authenticator app shows (RFC 6238: SHA-1, six digits, 30 seconds), worked out without the product's own library. */
export function codeAt(secret: string, time: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / PERIOD_MS)));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) as number) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/**
 * An app that need not be waited for: a code is good once and the one before the present one and the one after it are taken as well,
 * so that three can be typed one after the other.
 */
export class Authenticator {
  #shift = -1;

  constructor(readonly secret: string) {}

  next(): string {
    const code = codeAt(this.secret, Date.now() + this.#shift * PERIOD_MS);
    this.#shift += 1;
    return code;
  }
}
