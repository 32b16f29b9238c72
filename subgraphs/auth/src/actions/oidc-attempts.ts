import { CommonErrors, DomainError } from '@supergraph/kernel/errors';
import { UnreachableError } from '@supergraph/kernel/network';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { isOrganizationsProvider, type LoginProvider } from '../domain/login-provider.js';
import { AttemptPurpose, type NewAttempt, OidcAttempt } from '../domain/oidc-attempt.entity.js';
import { hashOneTimeToken, newOneTimeToken } from '../domain/one-time-token.entity.js';
import { type ProvedIdentity, RejectedAnswerError, secretsOf } from '../domain/open-id.js';
import { answerIn, isOwnPage } from '../domain/redirect-uri.js';

/** The way to a provider. */
export interface BegunAttempt {
  /** Where the browser goes. */
  authorizationUrl: string;
  /** Stays in the browser, and goes to nobody but us: who has it not, has begun nothing. */
  loginState: string;
  expiresAt: Date;
}

export interface Returned {
  loginState: string;
  /** Where the provider sent the browser, as it stands in its address bar. */
  callbackUrl: string;
}

/** Somebody is back, and the provider has proved who they are to it. */
export interface Proof {
  attempt: OidcAttempt;
  provider: LoginProvider;
  identity: ProvedIdentity;
}

/** A provider that speaks now, with its secret; null where there is none. Needs the platform's rows. */
export async function findLoginProvider(ctx: AuthContext, id: string): Promise<LoginProvider | null> {
  const { platformProviders, keys } = ctx.services;
  if (!isOrganizationsProvider(id)) return platformProviders.find((one) => one.id === id) ?? null;
  const provider = await ctx.em.findOne(IdentityProvider, { id, isEnabled: true });
  return provider?.opened(keys.identityProviders) ?? null;
}

type Begin = Omit<NewAttempt, 'loginState' | 'providerId' | 'issuer'>;

/**
 * Sends somebody to a provider. Nothing is remembered of it but what it takes to know them again.
 *
 * @throws CommonErrors.INVALID at input.redirectUri, UNAVAILABLE where the provider cannot be reached.
 */
export async function beginAttempt(ctx: AuthContext, provider: LoginProvider, begin: Begin): Promise<BegunAttempt> {
  const { keys, openId, redirects } = ctx.services;
  const { redirectUri } = begin;
  if (!isOwnPage(redirects, redirectUri)) throw CommonErrors.INVALID('Not a page of ours').at('input', 'redirectUri');
  const loginState = newOneTimeToken();
  const secrets = secretsOf(keys.loginAttempts, loginState);
  const authorizationUrl = await openId.authorizationUrl(provider, secrets, redirectUri).catch((error) => refuse(ctx, provider, error));
  const attempt = new OidcAttempt({ ...begin, loginState, providerId: provider.id, issuer: provider.issuer });
  ctx.em.persist(attempt);
  await ctx.em.flush();
  return { authorizationUrl, loginState, expiresAt: attempt.expiresAt };
}

/**
 * Takes somebody back. An attempt is used up by the first who come back with it, whatever comes of it, in one statement.
 *
 * @param userId who links; null where somebody logs in.
 * @throws AuthErrors.TOKEN_INVALID, IDENTITY_REJECTED; CommonErrors.UNAVAILABLE
 */
export async function finishAttempt(ctx: AuthContext, { loginState, callbackUrl }: Returned, userId: string | null): Promise<Proof> {
  const attempt = await useAttempt(ctx, loginState, userId);
  const { redirectUri, issuer } = attempt;
  const provider = await findLoginProvider(ctx, attempt.providerId);
  const answer = answerIn(callbackUrl, redirectUri);
  if (provider?.issuer !== issuer || !answer) throw AuthErrors.IDENTITY_REJECTED();
  const secrets = secretsOf(ctx.services.keys.loginAttempts, loginState);
  const identity = await ctx.services.openId
    .exchange(provider, { answer, redirectUri, secrets })
    .catch((error) => refuse(ctx, provider, error));
  return { attempt, provider, identity: { ...identity, profile: () => identity.profile().catch((error) => refuse(ctx, provider, error)) } };
}

async function useAttempt(ctx: AuthContext, loginState: string, userId: string | null): Promise<OidcAttempt> {
  const purpose = userId === null ? AttemptPurpose.LOGIN : AttemptPurpose.LINK;
  const [row] = await ctx.em.execute<Record<string, unknown>[]>(
    `delete from oidc_attempt where login_state_hash = ? and purpose = ? and user_id is not distinct from ?
     returning *, expires_at > now() as is_open`,
    [hashOneTimeToken(loginState), purpose, userId],
  );
  if (row?.is_open !== true) throw AuthErrors.TOKEN_INVALID().at('input', 'loginState');
  const { is_open: _, ...columns } = row;
  return ctx.em.map(OidcAttempt, columns);
}

/** What is behind it stands in the log, by its kind and without a word of what was sent: codes, tokens and secrets are among that. */
function refuse(ctx: AuthContext, { id: providerId, issuer }: LoginProvider, error: unknown): never {
  if (error instanceof DomainError || !(error instanceof UnreachableError || error instanceof RejectedAnswerError)) throw error;
  const why = kindsOf(error);
  ctx.log.warn({ providerId, issuer, why }, 'a login by a provider came to nothing');
  throw error instanceof UnreachableError ? CommonErrors.UNAVAILABLE('The provider') : AuthErrors.IDENTITY_REJECTED();
}

function kindsOf(error: unknown): string[] {
  const kinds: string[] = [];
  for (let cause = error; cause instanceof Error && kinds.length < 5; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    kinds.push(typeof code === 'string' ? `${cause.name} ${code}` : cause.name);
  }
  return kinds;
}
