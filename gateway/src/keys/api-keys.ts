import { timingSafeEqual } from 'node:crypto';
import { hashApiKeySecret, type Identity, readApiKey } from '@supergraph/kernel/auth';
import { isWithin } from '@supergraph/kernel/network';
import type { ApiKeyFact, Facts } from '@supergraph/kernel/tenancy';
import { GatewayErrors } from '../gateway.errors.js';
import type { HttpRequest } from '../http.js';
import { rateLimited } from '../limits/rate/answer-verdict.js';
import type { Limit, RateLimiter } from '../limits/rate/rate-limiter.js';
import { addressTake } from '../limits/rate/takes.js';
import type { KeyUsage } from './key-usage.js';

export interface ApiKeysOptions {
  facts: Pick<Facts, 'apiKey' | 'knownApiKey'>;
  usage: Pick<KeyUsage, 'note'>;
  limiter: Pick<RateLimiter, 'take'>;
  /** For keys that are not known here, from one address: each of them is a question to their owner. */
  unknownKeys: Limit;
}

/** What a request is by its key. */
export type KeyHolder = Pick<HttpRequest, 'identity' | 'token' | 'apiKey'>;

export interface ApiKeys {
  /**
   * Who comes with the text of a key.
   *
   * @throws TOKEN_INVALID for what is no key, a wrong secret and a key that was ended, all alike; TOKEN_EXPIRED; ADDRESS_NOT_ALLOWED;
   * RATE_LIMITED where an address tries too many keys that are not known here.
   */
  identify(text: string, address: string): Promise<KeyHolder>;
}

interface Prepared {
  holder: KeyHolder;
  secretHash: Buffer;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const NOBODYS = Buffer.alloc(32);

/** The API keys of organizations' machines. One that is known costs a request one hash, and nobody is asked. */
export function createApiKeys({ facts, usage, limiter, unknownKeys }: ApiKeysOptions): ApiKeys {
  const prepared = new WeakMap<ApiKeyFact, Prepared>();
  const prepare = (fact: ApiKeyFact): Prepared => {
    const ready = prepared.get(fact) ?? preparedFrom(fact);
    prepared.set(fact, ready);
    return ready;
  };
  const find = async (id: string, address: string): Promise<ApiKeyFact | null> => {
    const known = facts.knownApiKey(id);
    if (known !== undefined) return known;
    const verdict = await limiter.take([addressTake(address, unknownKeys)]);
    if (verdict.refusedBy.length > 0) throw rateLimited(verdict);
    return facts.apiKey(id);
  };
  return {
    async identify(text, address) {
      const read = readApiKey(text);
      if (!read) throw GatewayErrors.TOKEN_INVALID();
      const fact = await find(read.id, address);
      const ready = fact && prepare(fact);
      const isSecret = isSame(hashApiKeySecret(read.secret), ready?.secretHash ?? NOBODYS);
      if (!ready || !isSecret || !fact.isEnabled) throw GatewayErrors.TOKEN_INVALID();
      if (!(ready.expiresAt > Date.now())) throw GatewayErrors.TOKEN_EXPIRED();
      if (!isWithin(fact.allowedIpCidrs, address)) throw GatewayErrors.ADDRESS_NOT_ALLOWED();
      usage.note(fact.id, address);
      return ready.holder;
    },
  };
}

function isSame(hash: string, expected: Buffer): boolean {
  const given = Buffer.from(hash, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What of a fact stays the same from request to request; the identity among it, which is written down once. */
function preparedFrom(fact: ApiKeyFact): Prepared {
  const expiresAt = fact.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(fact.expiresAt);
  return {
    holder: {
      identity: identityOfKey(fact),
      token: fact.expiresAt === null ? null : { expiresAt },
      apiKey: { id: fact.id, requestsPerMinute: fact.rateLimitPerMinute },
    },
    secretHash: Buffer.from(fact.secretHash, 'base64url'),
    expiresAt,
  };
}

/** What is not an organization's to give, whatever a key says. */
const ABOVE_ORGANIZATIONS = /^(platform:|internal$)/;

/** What a key makes of whoever has it. */
export const identityOfKey = ({ id, serviceAccountId, organizationId, scopes }: ApiKeyFact): Identity => ({
  kind: 'service-account',
  subject: serviceAccountId,
  organizationId,
  scopes: scopes.filter((scope) => !ABOVE_ORGANIZATIONS.test(scope)),
  sessionId: null,
  memberKind: null,
  apiKeyId: id,
});
