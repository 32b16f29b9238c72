import { z } from 'zod';
import type { KeySource } from './key-ring.js';

const Jwks = z.object({ keys: z.array(z.looseObject({ kid: z.string().optional() })) });

/** Reads a JSON Web Key Set over HTTP. */
export const fetchKeys =
  (url: string, timeout = 5_000): KeySource =>
  async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout), headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}`);
    return Jwks.parse(await response.json());
  };
