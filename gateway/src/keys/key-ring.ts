import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Logger } from '@supergraph/kernel/logger';
import { GatewayErrors } from '../gateway.errors.js';

/** A JSON Web Key Set (RFC 7517). */
export interface Jwks {
  keys: readonly (JsonWebKey & { kid?: string })[];
}

/** Where the public keys of access tokens come from: over HTTP, or straight from the service that signs. */
export type KeySource = () => Promise<Jwks>;

export interface KeyRing {
  /** The key of that id; undefined where there is none. */
  find(kid: string): Promise<KeyObject | undefined>;
  /** The public keys, not older than the refetch interval where their source answers. */
  published(): Promise<Jwks>;
  /** Whether keys have been read at least once. */
  isReady(): Promise<boolean>;
}

export interface KeyRingOptions {
  /** The source is asked at most once in this time (ms), however often an unknown key id is sent; and once in it where keys are needed. */
  refetchAfter?: number;
  /** The same after the source has failed. */
  retryAfter?: number;
  now?: () => number;
  log?: Logger;
}

/**
 * Keeps the public keys. They are read again when a token names one that is not known, and from time to time beside the requests that need
 * them, so that a key that was dropped is worth nothing soon after.
 */
export function createKeyRing(
  source: KeySource,
  { refetchAfter = 10_000, retryAfter = 1_000, now = () => performance.now(), log }: KeyRingOptions = {},
): KeyRing {
  let known: ReadonlyMap<string, { key: KeyObject; jwk: JsonWebKey }> | undefined;
  let nextFetch = Number.NEGATIVE_INFINITY;
  let inFlight: Promise<void> | undefined;

  const fetchKeys = async () => {
    try {
      known = readKeys(await source());
      nextFetch = now() + refetchAfter;
    } catch (cause) {
      nextFetch = now() + retryAfter;
      log?.warn({ error: cause }, 'the keys of access tokens cannot be read');
      if (!known) throw GatewayErrors.KEYS_UNAVAILABLE().causedBy(cause);
    } finally {
      inFlight = undefined;
    }
  };
  const fetchSoon = () => {
    if (!inFlight && now() >= nextFetch) inFlight = fetchKeys();
    return inFlight;
  };
  const findKnown = (kid: string) => {
    const found = known?.get(kid);
    // It goes on with what it knows: where the source is away, the log says so.
    if (found) fetchSoon();
    return found;
  };
  const refresh = async () => {
    await fetchSoon();
    if (!known) throw GatewayErrors.KEYS_UNAVAILABLE();
    return known;
  };
  return {
    find: async (kid) => (findKnown(kid) ?? (await refresh()).get(kid))?.key,
    published: async () => ({ keys: [...(await refresh()).values()].map(({ jwk }) => jwk) }),
    isReady: async () => known !== undefined || refresh().then(Boolean, () => false),
  };
}

/** Takes the P-256 keys with an id, and of each only what is public. */
function readKeys({ keys }: Jwks): ReadonlyMap<string, { key: KeyObject; jwk: JsonWebKey }> {
  const usable = keys.filter(({ kty, crv, kid }) => kty === 'EC' && crv === 'P-256' && kid);
  return new Map(
    usable.map(({ kty, crv, x, y, kid }) => {
      const jwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
      return [kid as string, { key: createPublicKey({ key: jwk, format: 'jwk' }), jwk }];
    }),
  );
}
