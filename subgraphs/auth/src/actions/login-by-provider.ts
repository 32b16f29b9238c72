import { CommonErrors, DomainError, parseInput, plainText } from '@supergraph/kernel/errors';
import { networkOf } from '@supergraph/kernel/network';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { normalizeEmail } from '../domain/email.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import type { LoginProvider, OrganizationsProvider } from '../domain/login-provider.js';
import { MembershipGrant, MembershipStatus } from '../domain/membership-grant.entity.js';
import { AttemptPurpose } from '../domain/oidc-attempt.entity.js';
import type { ProvedIdentity } from '../domain/open-id.js';
import { enter, enterOrganization, type LoginResult, refuseEntry } from './enter.js';
import { link, returnedInput } from './link-identity.js';
import { type BegunAttempt, beginAttempt, findLoginProvider, finishAttempt, type Proof, type Returned } from './oidc-attempts.js';
import { throttle } from './throttle.js';

const beginInput = z.object({
  providerId: z.string().max(100),
  organizationSlug: plainText().max(200, 'No subdomain is that long').nullish(),
  redirectUri: z.string(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
});

export type ProviderLogin = z.input<typeof beginInput>;

/**
 * Sends somebody to a provider that is to say who they are.
 *
 * @throws InvalidInputError; CommonErrors.NOT_FOUND, RATE_LIMITED, UNAVAILABLE where the provider cannot be reached.
 */
export async function beginProviderLogin(request: AuthContext, values: ProviderLogin): Promise<BegunAttempt> {
  const { providerId, organizationSlug, redirectUri, deviceName = null } = parseInput(beginInput, values);
  const ctx = await opened(request, 'oidcLoginBegin');
  const provider = await findLoginProvider(ctx, providerId);
  if (!provider) throw CommonErrors.NOT_FOUND('Login provider').at('input', 'providerId');
  const slug = organizationSlug?.trim().toLowerCase() || null;
  return beginAttempt(ctx, provider, { purpose: AttemptPurpose.LOGIN, redirectUri, slug, deviceName, userId: null });
}

/**
 * Logs in by what a provider has said, where that opens an account. What holds for a login by password holds here: second factors,
 * organizations, and the lock after too many wrong passwords. An organization's provider opens that organization, and nothing else.
 *
 * @throws InvalidInputError; AuthErrors.TOKEN_INVALID, IDENTITY_REJECTED, IDENTITY_NOT_LINKED, ACCOUNT_LOCKED, OWN_LOGIN_REQUIRED, what
 *   enter throws; CommonErrors.RATE_LIMITED, UNAVAILABLE
 */
export async function finishProviderLogin(request: AuthContext, values: Returned): Promise<LoginResult> {
  const returned = parseInput(returnedInput, values);
  const ctx = await opened(request, 'oidcLoginFinish');
  const proof = await finishAttempt(ctx, returned, null);
  const account = await findAccount(ctx, proof);
  await checkLock(ctx, account);
  return goIn(ctx, account, proof);
}

/** The provider says who; until then the caller is nobody. */
async function opened(request: AuthContext, what: string): Promise<AuthContext> {
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what, source: ctx.services.openCalls });
  return ctx;
}

function goIn(ctx: AuthContext, account: Account, { attempt, provider }: Proof): Promise<LoginResult> {
  const { slug, deviceName } = attempt;
  const entrance = { deviceName, authMethods: ['fed'] as const, providerId: provider.id };
  const { organization } = provider;
  if (!organization) return enter(ctx, account, { slug, ...entrance });
  const { id: organizationId, trustsSecondFactor: hasTrust } = organization;
  return enterOrganization(ctx, account, organizationId, { ...entrance, hasTrust }).catch((error) =>
    error instanceof DomainError ? refuseEntry(ctx, account.id, error) : Promise.reject(error),
  );
}

/** Whose account it opens. Nobody hears whether there is one: a name that opens none, a stranger's, and a disabled one's are one answer. */
async function findAccount(ctx: AuthContext, { provider, identity }: Proof): Promise<Account> {
  const { id: providerId, issuer } = provider;
  const { subject } = identity;
  const [used] = await ctx.em.execute<{ user_id: string }[]>(
    'update linked_identity set last_used_at = now() where provider_id = ? and issuer = ? and subject = ? returning user_id',
    [providerId, issuer, subject],
  );
  const account = used
    ? await ctx.em.findOne(Account, { id: used.user_id, status: AccountStatus.ACTIVE })
    : await linkFirst(ctx, provider, identity);
  if (!account) throw AuthErrors.IDENTITY_NOT_LINKED();
  return account;
}

/** The first time: by the address, where both sides know it to be the person's, and nobody else of the provider's has the account. */
async function linkFirst(ctx: AuthContext, provider: LoginProvider, identity: ProvedIdentity): Promise<Account | null> {
  const { email, isEmailVerified } = await identity.profile();
  const account = email && (await ctx.em.findOne(Account, { email: normalizeEmail(email), status: AccountStatus.ACTIVE }));
  if (!account) return null;
  const { organization, id: providerId, issuer } = provider;
  const isTheirs = organization
    ? isEmailVerified !== false && (await speaksFor(ctx, organization, account))
    : isEmailVerified === true && account.emailVerifiedAt !== null && !account.isPlatformStaff;
  // An address is given to somebody else when its owner leaves; a provider's own name for a person is not.
  if (!isTheirs || (await ctx.em.count(LinkedIdentity, { userId: account.id, providerId, issuer, subject: { $ne: identity.subject } })) > 0)
    return null;
  const linked = await link(ctx, provider, { userId: account.id, subject: identity.subject, email, by: 'LOGIN' });
  return linked.userId === account.id ? account : null;
}

async function speaksFor(
  { em }: AuthContext,
  { id: organizationId, emailDomains }: OrganizationsProvider,
  account: Account,
): Promise<boolean> {
  if (!emailDomains.includes(account.email.slice(account.email.lastIndexOf('@') + 1))) return false;
  return (await em.count(MembershipGrant, { userId: account.id, organizationId, status: MembershipStatus.ACTIVE })) > 0;
}

/** Reads what is counted of wrong passwords, and takes nothing of it away. @throws AuthErrors.ACCOUNT_LOCKED */
async function checkLock(ctx: AuthContext, { id }: Account): Promise<void> {
  const rows = await ctx.em.execute<object[]>(
    `select from login_guard where account_key = ? and source_key in ('', ?) and blocked_until > now()`,
    [id, networkOf(ctx.client.ip)],
  );
  if (rows.length > 0) await refuseEntry(ctx, id, AuthErrors.ACCOUNT_LOCKED());
}
