import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from '@supergraph/kernel/logger';

/** Made by data/build.mjs. */
const FILE = new URL('../../data/common-passwords.bin', import.meta.url);
const PREFIX_BYTES = 5;
const PATIENCE_MS = 2_000;

let list: Buffer | undefined;

/** Whether a password of 8 characters or more is among the 100,000 most common ones, in whatever case. */
export function isAmongMostCommon(password: string): boolean {
  list ??= readFileSync(FILE);
  const wanted = createHash('sha256').update(password.normalize('NFKC').toLowerCase()).digest().subarray(0, PREFIX_BYTES);
  let [low, high] = [0, list.length / PREFIX_BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = list.compare(wanted, 0, PREFIX_BYTES, middle * PREFIX_BYTES, (middle + 1) * PREFIX_BYTES);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

export interface BreachedOptions {
  /** A range API (k-anonymity): it is told five hexadecimal digits of the hash, and answers all that begin with them. */
  url: string | undefined;
  log: Logger;
}

/** Passwords that everybody who tries passwords has on a list. */
export class BreachedPasswords {
  constructor(private readonly options: BreachedOptions) {}

  /** Asks the embedded list, then the range API where there is one. Without its answer the password is taken, and that is logged. */
  async isBreached(password: string): Promise<boolean> {
    if (isAmongMostCommon(password)) return true;
    const { url, log } = this.options;
    if (!url) return false;
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      return await isInRange(`${url.replace(/\/$/, '')}/${hash.slice(0, 5)}`, hash.slice(5));
    } catch (error) {
      log.warn({ error }, 'a password could not be looked up among the breached ones');
      return false;
    }
  }
}

/** Lines of `SUFFIX:COUNT`; a count of 0 is padding. */
async function isInRange(url: string, suffix: string): Promise<boolean> {
  const response = await fetch(url, { headers: { 'add-padding': 'true' }, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`The range API answered ${response.status}`);
  const text = await response.text();
  return text.split('\n').some((line) => {
    const [known, count] = line.trim().split(':');
    return known?.toUpperCase() === suffix && Number(count) > 0;
  });
}
