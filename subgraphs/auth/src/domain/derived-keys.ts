import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** One key per purpose, so that what was made for one is worthless for another. */
export interface DerivedKeys {
  /** Encrypts private signing keys. */
  signingKeys: Buffer;
  refreshTokens: Buffer;
  loginTokens: Buffer;
  idempotency: Buffer;
  /** Hides what is counted: addresses that were typed. */
  throttle: Buffer;
  /** Seals what mails are about. */
  mails: Buffer;
  /** Encrypts what authenticator apps share with us, and hides backup codes. */
  secondFactors: Buffer;
  /** Goes into every hash of a password. */
  passwords: Buffer;
  /** Makes ids of people out of the tokens of their invitations. */
  registrations: Buffer;
  /** Encrypts what organizations' identity providers share with us. */
  identityProviders: Buffer;
  /** Makes what goes to a provider of what stays in the browser. */
  loginAttempts: Buffer;
}

/** Derives the keys of all purposes from the one secret that the process is given. */
export function deriveKeys(secret: string): DerivedKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `innoerp auth ${purpose} v1`, 32));
  return {
    signingKeys: derive('signing keys'),
    refreshTokens: derive('refresh tokens'),
    loginTokens: derive('login tokens'),
    idempotency: derive('idempotency'),
    throttle: derive('throttle'),
    mails: derive('mails'),
    secondFactors: derive('second factors'),
    passwords: derive('passwords'),
    registrations: derive('registrations'),
    identityProviders: derive('identity providers'),
    loginAttempts: derive('login attempts'),
  };
}

/** A hash that says nothing to somebody without the key. */
export const keyedHash = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url');

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with AES-256-GCM; `owner` must be named again to decrypt, so that a text cannot be moved to another row. */
export function encrypt(key: Buffer, plain: Buffer, owner: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(owner));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

/** @throws where the key or the owner is another one, or the text was touched. */
export function decrypt(key: Buffer, encrypted: string, owner: string): Buffer {
  const bytes = Buffer.from(encrypted, 'base64url');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
