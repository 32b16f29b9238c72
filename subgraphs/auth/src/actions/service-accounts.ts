import { LockMode } from '@mikro-orm/core';
import { checkRevision, findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { serviceAccountCreated, serviceAccountDeleted, serviceAccountUpdated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { ApiKey } from '../domain/api-key.entity.js';
import { type ServiceAccountValues, serviceAccountInput } from '../domain/api-key-input.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { ServiceAccount } from '../domain/service-account.entity.js';
import { checkFreshLogin } from './check-fresh-login.js';

const MOST_ACCOUNTS = 100;

/** Refuses to give a machine what the viewer may not do. @throws AuthErrors.SCOPE_EXCEEDS_CREATOR */
export function checkScopes({ actor }: AuthContext, scopes: readonly string[]): void {
  const excess = scopes.filter((scope) => !actor.can(scope));
  if (excess.length > 0) throw AuthErrors.SCOPE_EXCEEDS_CREATOR(excess.join(', '));
}

/** A service account of the request's organization, locked. @throws CommonErrors.NOT_FOUND */
export async function findServiceAccount(ctx: AuthContext, id: string, ...field: string[]): Promise<ServiceAccount> {
  const notFound = () => CommonErrors.NOT_FOUND('Service account').at(...field);
  const account = await findById(ctx.em, ServiceAccount, id, { notFound, lock: LockMode.PESSIMISTIC_WRITE });
  if (account.deletedAt) throw notFound();
  return account;
}

/**
 * Makes a machine of the request's organization that can do what the viewer can do at most.
 *
 * @throws InvalidInputError; AuthErrors.SCOPE_EXCEEDS_CREATOR, KEY_LIMIT_REACHED, REAUTHENTICATION_REQUIRED
 */
export async function createServiceAccount(ctx: AuthContext, values: ServiceAccountValues): Promise<ServiceAccount> {
  const { name, description = null, scopes, enabled } = parseInput(serviceAccountInput, values);
  const { userId: createdById, organizationId } = await checkFreshLogin(ctx);
  if (!organizationId) throw CommonErrors.FORBIDDEN();
  atScopes(() => checkScopes(ctx, scopes));
  return inTransaction(ctx.em, async () => {
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.service_account:${organizationId}`]);
    const count = await ctx.em.count(ServiceAccount, { organizationId, deletedAt: null });
    if (count >= MOST_ACCOUNTS) throw AuthErrors.KEY_LIMIT_REACHED(`${MOST_ACCOUNTS} service accounts`);
    const account = new ServiceAccount({ organizationId, name, description, scopes, enabled: enabled ?? true, createdById });
    ctx.em.persist(account);
    ctx.events.raise(serviceAccountCreated, { serviceAccountId: account.id, organizationId, name, scopes, enabled: account.enabled });
    await ctx.em.flush();
    return account;
  });
}

/**
 * Makes a service account what the input says. Its keys can do no more than it from then on, and nothing while it is switched off.
 *
 * @throws InvalidInputError; AuthErrors.SCOPE_EXCEEDS_CREATOR, REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND, REVISION_CONFLICT
 */
export async function updateServiceAccount(ctx: AuthContext, id: string, values: ServiceAccountValues): Promise<ServiceAccount> {
  const { name, description = null, scopes, enabled, expectedRevision } = parseInput(serviceAccountInput, values);
  await checkFreshLogin(ctx);
  return inTransaction(ctx.em, async () => {
    const account = await findServiceAccount(ctx, id, 'id');
    checkRevision(account, expectedRevision);
    atScopes(() =>
      checkScopes(
        ctx,
        scopes.filter((scope) => !account.scopes.includes(scope)),
      ),
    );
    Object.assign(account, { name, description, scopes, enabled: enabled ?? account.enabled });
    const { organizationId } = account;
    const apiKeyIds = await keyIdsOf(ctx, id);
    const facts = { serviceAccountId: id, organizationId, name, scopes, enabled: account.enabled };
    ctx.events.raise(serviceAccountUpdated, { ...facts, apiKeyIds });
    await ctx.em.flush();
    return account;
  });
}

/** Ends a service account with all its keys. @throws AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND */
export async function deleteServiceAccount(ctx: AuthContext, id: string): Promise<void> {
  await checkFreshLogin(ctx);
  await inTransaction(ctx.em, async () => {
    const account = await findServiceAccount(ctx, id, 'id');
    account.deletedAt = new Date();
    account.enabled = false;
    const apiKeyIds = await keyIdsOf(ctx, id);
    await ctx.em.nativeUpdate(ApiKey, { serviceAccountId: id, revokedAt: null }, { revokedAt: new Date() });
    ctx.events.raise(serviceAccountDeleted, { serviceAccountId: id, organizationId: account.organizationId, apiKeyIds });
    await ctx.em.flush();
  });
}

async function keyIdsOf({ em }: AuthContext, serviceAccountId: string): Promise<string[]> {
  const keys = await em.find(ApiKey, { serviceAccountId, revokedAt: null }, { fields: ['id'], orderBy: { id: 'asc' } });
  return keys.map(({ id }) => id);
}

function atScopes(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw (error as { at?: (...field: string[]) => Error }).at?.('input', 'scopes') ?? error;
  }
}
