import { randomBytes, randomUUID } from 'node:crypto';
import { hashApiKeySecret, writeApiKey } from '@supergraph/kernel/auth';
import type { ApiKeyFact } from '@supergraph/kernel/tenancy';
import { anApiKeyFact } from '@supergraph/kernel/testing';

/** A key as its holder has it, and what the gateway is told of it. */
export function anApiKey(fact: Partial<ApiKeyFact> = {}): { text: string; fact: ApiKeyFact } {
  const id = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  return { text: writeApiKey(id, secret), fact: anApiKeyFact({ id, secretHash: hashApiKeySecret(secret), ...fact }) };
}
