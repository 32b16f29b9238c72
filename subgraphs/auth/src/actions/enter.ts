import type { DomainError } from '@supergraph/kernel/errors';
import { loginFailed } from '@supergraph/schema/events';
import type { AuthContext } from '../context.js';
import type { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { isOrganizationsProvider } from '../domain/login-provider.js';
import { signLoginToken } from '../domain/login-token.js';
import { ChallengePurpose, type InterruptedLogin } from '../domain/mfa-challenge.entity.js';
import { type Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { assuranceOf } from '../domain/session.entity.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';
import { findClaims } from '../queries/find-claims.js';
import { findPolicy } from '../queries/find-policy.js';
import { listLoginOrganizations } from '../queries/list-login-organizations.js';
import type { IssuedTokens } from './issue-tokens.js';
import { type IssuedChallenge, openChallenge } from './open-challenge.js';
import { type Entrance, startSession } from './start-session.js';

/** Several organizations are open to somebody: one must be chosen, with this token. */
export interface OrganizationChoice {
  loginToken: string;
  organizations: Organization[];
  expiresAt: Date;
}

export type LoginResult = IssuedTokens | OrganizationChoice | IssuedChallenge;

/** How somebody comes in, and where to: by slug, or to the one organization that is open to them. */
export interface WayIn extends Entrance {
  slug: string | null;
}

/**
 * Lets somebody in who has proved who they are: to the platform, to the one organization that is open to them, or to a choice.
 * Whoever has a second factor is asked for it before anything is told.
 *
 * @throws AuthErrors.NOT_A_MEMBER, ORGANIZATION_SUSPENDED, ORGANIZATION_NOT_READY, PASSWORD_EXPIRED
 */
export async function enter(ctx: AuthContext, account: Account, { slug, ...entrance }: WayIn): Promise<LoginResult> {
  const { id: userId } = account;
  if (account.hasSecondFactor && !isSure(entrance)) {
    return openChallenge(ctx, account, interrupted(entrance, { slug, organizationId: null }), ChallengePurpose.VERIFY);
  }
  if (!slug && account.isPlatformStaff) return startSession(ctx, { userId, organizationId: null }, entrance);

  const theirs = (await listLoginOrganizations(ctx, userId)).filter((organization) => !slug || organization.slug === slug);
  const open = theirs.filter(({ status }) => status === OrganizationStatus.ACTIVE);
  const [only] = open;
  if (!only) return refuseEntry(ctx, userId, await whyNone(ctx, userId, theirs));
  if (open.length === 1) return takeSeat(ctx, account, { userId, organizationId: only.id }, entrance);
  const { deviceName, authMethods, hasTrust = false, trustDevice = false, providerId = null } = entrance;
  const facts = { userId, deviceName, authMethods, hasTrust, trustDevice, providerId };
  return { ...signLoginToken(ctx.services.keys.loginTokens, facts), organizations: open };
}

/** Two factors, or one from a device that stands in for the other. */
const isSure = ({ authMethods, hasTrust }: Entrance): boolean => assuranceOf(authMethods) > 1 || Boolean(hasTrust);

const interrupted = (
  { deviceName, authMethods, trustDevice = false, providerId = null }: Entrance,
  where: Pick<InterruptedLogin, 'slug' | 'organizationId'>,
) => ({
  ...where,
  deviceName,
  authMethods: [...authMethods],
  trustDevice,
  providerId,
});

/**
 * Lets somebody into the one organization whose provider has said who they are: it speaks for no other one. Their own second factor is
 * asked for, unless the organization leaves that to its provider.
 *
 * @throws what takeSeat throws.
 */
export async function enterOrganization(
  ctx: AuthContext,
  account: Account,
  organizationId: string,
  entrance: Entrance,
): Promise<LoginResult> {
  const seat = { userId: account.id, organizationId };
  if (!account.hasSecondFactor || isSure(entrance)) return takeSeat(ctx, account, seat, entrance);
  return openChallenge(ctx, account, interrupted(entrance, { slug: null, organizationId }), ChallengePurpose.VERIFY);
}

/**
 * Starts the session in an organization. Where that asks for a second factor and there is none, it must be set up first: by the person,
 * and not by whom their organization takes for the person.
 *
 * @throws AuthErrors.OWN_LOGIN_REQUIRED; what startSession throws.
 */
export async function takeSeat(
  ctx: AuthContext,
  account: Account,
  seat: { userId: string; organizationId: string },
  entrance: Entrance,
): Promise<LoginResult> {
  const { mfaRequired } = await findPolicy(ctx, seat.organizationId);
  if (!mfaRequired || isSure(entrance) || account.hasSecondFactor) return startSession(ctx, seat, entrance);
  const { organizationId } = seat;
  await findClaims(ctx, seat);
  if (isOrganizationsProvider(entrance.providerId)) throw AuthErrors.OWN_LOGIN_REQUIRED();
  return openChallenge(ctx, account, interrupted(entrance, { slug: null, organizationId }), ChallengePurpose.ENROL);
}

/** A suspension is told before anything else; an organization that is on its way before none at all. */
async function whyNone(ctx: AuthContext, userId: string, organizations: Organization[]): Promise<DomainError> {
  const statuses = organizations.map(({ status }) => status);
  if (statuses.includes(OrganizationStatus.SUSPENDED)) return AuthErrors.ORGANIZATION_SUSPENDED();
  if (statuses.includes(OrganizationStatus.PROVISIONING)) return AuthErrors.ORGANIZATION_NOT_READY();
  const isOnItsWay = (await ctx.em.count(SignUp, { userId, state: SignUpState.ACCOUNT_CREATED })) > 0;
  return isOnItsWay ? AuthErrors.ORGANIZATION_NOT_READY() : AuthErrors.NOT_A_MEMBER();
}

/** Whoever has proved who they are, and is not let in: it is announced before it is told. */
export async function refuseEntry(ctx: AuthContext, userId: string, error: DomainError): Promise<never> {
  ctx.events.raise(loginFailed, { userId, reason: error.code });
  await ctx.em.flush();
  throw error;
}
