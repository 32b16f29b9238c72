import { LockMode } from '@mikro-orm/core';
import { findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { ApiKey, type ApiKeySettings } from '../domain/api-key.entity.js';
import { type ApiKeyValues, apiKeyInput } from '../domain/api-key-input.js';
import { AuthErrors } from '../domain/auth.errors.js';
import type { ServiceAccount } from '../domain/service-account.entity.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { checkScopes, findServiceAccount } from './service-accounts.js';

const MOST_KEYS = 20;
const MINUTE = 60_000;
const DAY = 86_400_000;
const LONGEST = 730 * DAY;
const LONGEST_OVERLAP_SECONDS = 30 * 86_400;

export interface MadeKey {
  apiKey: ApiKey;
  /** The whole text, this once. */
  secret: string;
}

/**
 * Makes a key of a service account: it can do what that can do, or less, and no more than the viewer can.
 *
 * @throws InvalidInputError; AuthErrors.SCOPE_EXCEEDS_CREATOR, EXPIRY_OUT_OF_RANGE, KEY_LIMIT_REACHED, REAUTHENTICATION_REQUIRED;
 *   CommonErrors.NOT_FOUND
 */
export async function createApiKey(ctx: AuthContext, values: ApiKeyValues): Promise<MadeKey> {
  const { serviceAccountId, scopes, expiresAt = null, allowedIpCidrs, rateLimitPerMinute = null } = parseInput(apiKeyInput, values);
  await checkFreshLogin(ctx);
  checkExpiry(expiresAt);
  return inTransaction(ctx.em, async () => {
    const account = await findServiceAccount(ctx, serviceAccountId, 'input', 'serviceAccountId');
    const granted = scopes ?? account.scopes;
    const beyond = granted.filter((scope) => !account.scopes.includes(scope));
    if (beyond.length > 0) throw AuthErrors.SCOPE_EXCEEDS_CREATOR(beyond.join(', ')).at('input', 'scopes');
    checkScopesOf(ctx, granted, 'input', 'scopes');
    await checkRoom(ctx, account);
    const settings = { scopes: granted, expiresAt, allowedIpCidrs: allowedIpCidrs ?? [], rateLimitPerMinute };
    const { key, text } = ApiKey.make(account, settings);
    ctx.em.persist(key);
    ctx.events.raise(apiKeyCreated, { ...factsOf(key), scopes: key.scopes, expiresAt: expiresAt?.toISOString() ?? null });
    await ctx.em.flush();
    return { apiKey: key, secret: text };
  });
}

/**
 * Makes a key that takes over from another one, with the same settings and as long a life. The old one works on for the overlap.
 *
 * @throws InvalidInputError; AuthErrors.SCOPE_EXCEEDS_CREATOR, KEY_LIMIT_REACHED, REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND
 */
export async function rotateApiKey(ctx: AuthContext, id: string, overlapSeconds: number): Promise<MadeKey> {
  if (overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP_SECONDS) {
    throw CommonErrors.INVALID('Both keys can work for 30 days at most').at('overlapSeconds');
  }
  await checkFreshLogin(ctx);
  return inTransaction(ctx.em, async () => {
    const { account, key: old } = await findKey(ctx, id);
    if (old.isOver(new Date()) || old.revokesAt) throw CommonErrors.INVALID('The key is over, or was rotated already').at('id');
    const scopes = old.scopes.filter((scope) => account.scopes.includes(scope));
    checkScopesOf(ctx, scopes);
    await checkRoom(ctx, account);
    const { key, text } = ApiKey.make(account, renewed(old, scopes));
    key.rotatesFrom = old.id;
    old.revokesAt = new Date(Date.now() + overlapSeconds * 1_000);
    ctx.em.persist(key);
    const { apiKeyId: rotatedTo, ...facts } = factsOf(key);
    ctx.events.raise(apiKeyRotated, { ...facts, apiKeyId: old.id, rotatedTo, revokesAt: old.revokesAt.toISOString() });
    await ctx.em.flush();
    return { apiKey: key, secret: text };
  });
}

/** Ends a key at once; again is fine. @throws AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND */
export async function revokeApiKey(ctx: AuthContext, id: string): Promise<ServiceAccount> {
  await checkFreshLogin(ctx);
  return inTransaction(ctx.em, async () => {
    const { account, key } = await findKey(ctx, id);
    if (key.revokedAt) return account;
    key.revokedAt = new Date();
    ctx.events.raise(apiKeyRevoked, factsOf(key));
    await ctx.em.flush();
    return account;
  });
}

/** With its account, which is locked first: one order for all who change both. */
async function findKey(ctx: AuthContext, id: string): Promise<{ account: ServiceAccount; key: ApiKey }> {
  const notFound = () => CommonErrors.NOT_FOUND('API key').at('id');
  const { serviceAccountId } = await findById(ctx.em, ApiKey, id, { notFound });
  const account = await findServiceAccount(ctx, serviceAccountId, 'id');
  const key = await ctx.em.findOneOrFail(ApiKey, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return { account, key };
}

const factsOf = ({ id: apiKeyId, serviceAccountId, organizationId }: ApiKey) => ({ apiKeyId, serviceAccountId, organizationId });

function renewed(old: ApiKey, scopes: readonly string[]): ApiKeySettings {
  const { allowedIpCidrs, rateLimitPerMinute, expiresAt, createdAt } = old;
  const life = expiresAt && expiresAt.getTime() - createdAt.getTime();
  return { scopes, allowedIpCidrs, rateLimitPerMinute, expiresAt: life ? new Date(Date.now() + life) : null };
}

function checkExpiry(expiresAt: Date | null): void {
  const left = expiresAt && expiresAt.getTime() - Date.now();
  if (left !== null && (left < MINUTE || left > LONGEST)) throw AuthErrors.EXPIRY_OUT_OF_RANGE().at('input', 'expiresAt');
}

function checkScopesOf(ctx: AuthContext, scopes: readonly string[], ...field: string[]): void {
  try {
    checkScopes(ctx, scopes);
  } catch (error) {
    throw field.length > 0 ? ((error as { at?: (...path: string[]) => Error }).at?.(...field) ?? error) : error;
  }
}

async function checkRoom({ em }: AuthContext, { id: serviceAccountId }: ServiceAccount): Promise<void> {
  const keys = await em.find(ApiKey, { serviceAccountId, revokedAt: null });
  const now = new Date();
  if (keys.filter((key) => !key.isOver(now)).length >= MOST_KEYS) throw AuthErrors.KEY_LIMIT_REACHED(`${MOST_KEYS} keys of one account`);
}
