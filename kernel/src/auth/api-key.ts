import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What scanners of source code and logs look for. */
export const API_KEY_PREFIX = 'ino_live_';

const FORM = /^ino_live_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/;
/** A prefix, an id, a secret of 32 bytes and a checksum. */
const LENGTH = API_KEY_PREFIX.length + 32 + 1 + 43 + 1 + 8;

export interface ApiKeyText {
  /** Uuid. */
  id: string;
  /** 32 random bytes, base64url. */
  secret: string;
}

/** The text that a machine sends: it names its row, and its checksum tells a typing error from a guess before anybody is asked. */
export function writeApiKey(id: string, secret: string): string {
  const body = `${API_KEY_PREFIX}${id.replaceAll('-', '').toLowerCase()}_${secret}`;
  return `${body}_${checksumOf(body)}`;
}

/** Null for what is not the text of a key; whether there is such a key is another question. */
export function readApiKey(text: string): ApiKeyText | null {
  if (text.length !== LENGTH) return null;
  const [whole, a, b, c, d, e, secret, checksum] = FORM.exec(text) ?? [];
  if (whole === undefined || secret === undefined || checksumOf(whole.slice(0, -9)) !== checksum) return null;
  return { id: `${a}-${b}-${c}-${d}-${e}`, secret };
}

/** What is kept of a secret. It has 256 random bits: nothing slower makes guessing harder. */
export const hashApiKeySecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const checksumOf = (body: string): string => crc32(body).toString(16).padStart(8, '0');
