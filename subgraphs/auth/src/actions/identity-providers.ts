import { LockMode } from '@mikro-orm/core';
import { checkRevision, findById, inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { UnreachableError } from '@supergraph/kernel/network';
import { identityProviderCreated, identityProviderDeleted, identityProviderUpdated } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { IdentityProvider, type ProviderSettings } from '../domain/identity-provider.entity.js';
import {
  type NewProviderValues,
  newProviderInput,
  type ProviderChangeValues,
  providerChangeInput,
} from '../domain/identity-provider-input.js';
import { SessionEndReason } from '../domain/session.entity.js';
import { checkFreshLogin } from './check-fresh-login.js';
import { endSessions } from './end-sessions.js';
import { throttle } from './throttle.js';

const MOST_PROVIDERS = 5;
/** Looks that a source may have us take at addresses of its choice. */
const LOOKS = { calls: 60, seconds: 3_600 };

/**
 * Gives an organization a provider that says who its people are. It must answer, and call itself exactly what the input does.
 *
 * @throws InvalidInputError; AuthErrors.PROVIDER_UNREACHABLE, PROVIDER_LIMIT_REACHED, REAUTHENTICATION_REQUIRED;
 *   CommonErrors.FORBIDDEN, RATE_LIMITED
 */
export async function createIdentityProvider(ctx: AuthContext, values: NewProviderValues): Promise<IdentityProvider> {
  const { organizationId: _, clientSecret, isEnabled, trustsSecondFactor, ...rest } = parseInput(newProviderInput, values);
  const { organizationId } = await checkFreshLogin(ctx);
  if (!organizationId) throw CommonErrors.FORBIDDEN();
  await look(ctx, rest.issuer);
  return inTransaction(ctx.em, async () => {
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', [`auth.identity_provider:${organizationId}`]);
    if ((await ctx.em.count(IdentityProvider, { organizationId })) >= MOST_PROVIDERS)
      throw AuthErrors.PROVIDER_LIMIT_REACHED(MOST_PROVIDERS);
    const settings = { ...rest, isEnabled: isEnabled ?? true, trustsSecondFactor: trustsSecondFactor ?? false };
    const provider = new IdentityProvider(organizationId, settings);
    provider.seal(clientSecret, ctx.services.keys.identityProviders);
    ctx.em.persist(provider);
    ctx.events.raise(identityProviderCreated, factsOf(provider));
    await ctx.em.flush();
    ctx.loaders.providersByOrganizationId.clear(organizationId);
    return provider;
  });
}

/**
 * Changes what is given of a provider. Where it is switched off, is another one, or may say less than before, the sessions that rest on
 * its word end. Another issuer takes another secret: the old one is not told to whom it was not given.
 *
 * @throws InvalidInputError; AuthErrors.PROVIDER_UNREACHABLE, REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND, REVISION_CONFLICT,
 *   RATE_LIMITED
 */
export async function updateIdentityProvider(ctx: AuthContext, id: string, values: ProviderChangeValues): Promise<IdentityProvider> {
  const { organizationId: _, expectedRevision, clientSecret, ...changes } = parseInput(providerChangeInput, values);
  await checkFreshLogin(ctx);
  const { issuer: before } = await find(ctx, id);
  if (changes.issuer && changes.issuer !== before) {
    if (!clientSecret) throw CommonErrors.INVALID('Another issuer takes another secret').at('input', 'clientSecret');
    await look(ctx, changes.issuer);
  }
  return inTransaction(ctx.em, async () => {
    const provider = await find(ctx, id, LockMode.PESSIMISTIC_WRITE);
    checkRevision(provider, expectedRevision);
    if (provider.issuer !== before)
      throw CommonErrors.REVISION_CONFLICT().at('input', 'expectedRevision').with({ currentRevision: provider.revision });
    const old = settingsOf(provider);
    const settings = { ...old, ...given(changes) };
    const fields = (Object.keys(old) as (keyof ProviderSettings)[]).filter(
      (key) => JSON.stringify(old[key]) !== JSON.stringify(settings[key]),
    );
    if (fields.length === 0 && !clientSecret) return provider;
    Object.assign(provider, settings);
    if (clientSecret) provider.seal(clientSecret, ctx.services.keys.identityProviders);
    ctx.events.raise(identityProviderUpdated, {
      ...factsOf(provider),
      fields: [...fields, ...(clientSecret ? ['clientSecret'] : [])].sort(),
    });
    if (saysLess(old, settings)) await endSessionsBy(ctx, provider);
    await ctx.em.flush();
    return provider;
  });
}

/** Takes a provider away, with the sessions that rest on its word. @throws AuthErrors.REAUTHENTICATION_REQUIRED; CommonErrors.NOT_FOUND */
export async function deleteIdentityProvider(ctx: AuthContext, id: string): Promise<void> {
  await checkFreshLogin(ctx);
  await inTransaction(ctx.em, async () => {
    const provider = await find(ctx, id, LockMode.PESSIMISTIC_WRITE);
    ctx.em.remove(provider);
    ctx.events.raise(identityProviderDeleted, factsOf(provider));
    await endSessionsBy(ctx, provider);
    await ctx.em.flush();
    ctx.loaders.providersByOrganizationId.clear(provider.organizationId);
  });
}

const find = (ctx: AuthContext, id: string, lock?: LockMode): Promise<IdentityProvider> => {
  const notFound = () => CommonErrors.NOT_FOUND('Identity provider').at('id');
  return findById(ctx.em, IdentityProvider, id, { notFound, ...(lock === undefined ? {} : { lock }) });
};

/** @throws AuthErrors.PROVIDER_UNREACHABLE, whatever it was that went wrong there. */
async function look(ctx: AuthContext, issuer: string): Promise<void> {
  await throttle(ctx.acrossOrganizations(), { what: 'identityProviderLook', source: LOOKS });
  await ctx.services.openId.check(issuer).catch((error) => {
    throw error instanceof UnreachableError ? AuthErrors.PROVIDER_UNREACHABLE().at('input', 'issuer') : error;
  });
}

const endSessionsBy = (ctx: AuthContext, { id: providerId, organizationId }: IdentityProvider): Promise<number> =>
  endSessions(ctx, { organizationId, providerId }, SessionEndReason.REVOKED_BY_ADMIN);

const settingsOf = ({ name, issuer, clientId, isEnabled, emailDomains, trustsSecondFactor }: IdentityProvider): ProviderSettings => ({
  ...{ name, issuer, clientId, isEnabled, emailDomains, trustsSecondFactor },
});

/** What is left out, and what is null, stays. */
const given = (changes: { [Key in keyof ProviderSettings]?: ProviderSettings[Key] | null | undefined }): Partial<ProviderSettings> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null && value !== undefined));

const saysLess = (old: ProviderSettings, now: ProviderSettings): boolean =>
  (old.isEnabled && !now.isEnabled) ||
  (old.trustsSecondFactor && !now.trustsSecondFactor) ||
  old.issuer !== now.issuer ||
  old.clientId !== now.clientId ||
  old.emailDomains.some((domain) => !now.emailDomains.includes(domain));

const factsOf = ({ id: identityProviderId, organizationId, name, issuer, isEnabled }: IdentityProvider) => ({
  ...{ identityProviderId, organizationId, name, issuer, isEnabled },
});
