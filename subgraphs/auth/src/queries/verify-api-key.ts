import { timingSafeEqual } from 'node:crypto';
import { hashApiKeySecret, readApiKey } from '@supergraph/kernel/auth';
import type { AuthContext } from '../context.js';
import { ApiKey } from '../domain/api-key.entity.js';
import { ServiceAccount } from '../domain/service-account.entity.js';

export enum ApiKeyVerdict {
  VALID = 'VALID',
  NOT_FOUND = 'NOT_FOUND',
  DISABLED = 'DISABLED',
  EXPIRED = 'EXPIRED',
  FORBIDDEN = 'FORBIDDEN',
  INSUFFICIENT_PERMISSIONS = 'INSUFFICIENT_PERMISSIONS',
}

export interface ApiKeyVerification {
  valid: boolean;
  code: ApiKeyVerdict;
  serviceAccount: ServiceAccount | null;
}

export interface ApiKeyQuestion {
  key: string;
  requiredScopes: readonly string[];
  /** The organization that the key must be of. */
  organizationId: string | null;
}

/** What a key is worth; the answer is data, never an error. */
export async function verifyApiKey(ctx: AuthContext, question: ApiKeyQuestion): Promise<ApiKeyVerification> {
  const read = readApiKey(question.key);
  const key = read && (await ctx.em.findOne(ApiKey, { id: read.id }));
  if (!read || !key || !isSame(key.secretHash, hashApiKeySecret(read.secret))) return refused(ApiKeyVerdict.NOT_FOUND);
  const account = await ctx.em.findOne(ServiceAccount, { id: key.serviceAccountId });
  const code = verdictOn(key, account, question);
  return { valid: code === ApiKeyVerdict.VALID, code, serviceAccount: code === ApiKeyVerdict.NOT_FOUND ? null : account };
}

const refused = (code: ApiKeyVerdict): ApiKeyVerification => ({ valid: false, code, serviceAccount: null });
const isSame = (one: string, other: string) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function verdictOn(key: ApiKey, account: ServiceAccount | null, { requiredScopes, organizationId }: ApiKeyQuestion): ApiKeyVerdict {
  if (!account) return ApiKeyVerdict.NOT_FOUND;
  if (organizationId && key.organizationId !== organizationId) return ApiKeyVerdict.FORBIDDEN;
  if (!account.enabled || account.deletedAt || key.revokedAt) return ApiKeyVerdict.DISABLED;
  if (key.isOver(new Date())) return ApiKeyVerdict.EXPIRED;
  const holds = (scope: string) => key.scopes.includes(scope) && account.scopes.includes(scope);
  return requiredScopes.every(holds) ? ApiKeyVerdict.VALID : ApiKeyVerdict.INSUFFICIENT_PERMISSIONS;
}
