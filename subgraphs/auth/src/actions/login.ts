import { type DomainError, parseInput } from '@supergraph/kernel/errors';
import { loginFailed } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { normalizeEmail } from '../domain/email.js';
import { signLoginToken } from '../domain/login-token.js';
import { type Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { plainText } from '../domain/plain-text.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';
import { listLoginOrganizations } from '../queries/list-login-organizations.js';
import { checkPassword } from './check-password.js';
import type { IssuedTokens } from './issue-tokens.js';
import { startSession } from './start-session.js';

const input = z.object({
  email: plainText().min(1, 'Which e-mail address?').max(320, 'An e-mail address has at most 320 characters'),
  password: z.string().min(1, 'Which password?').max(1_000, 'No password is that long'),
  organizationSlug: plainText().max(200, 'No subdomain is that long').nullish(),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
});

export type Login = z.input<typeof input>;

/** Several organizations are open to somebody: one must be chosen, with this token. */
export interface OrganizationChoice {
  loginToken: string;
  organizations: Organization[];
  expiresAt: Date;
}

/** Logs in by password. Whatever is wrong with address or password is one and the same answer; the rest is told after a right one. */
export async function login(request: AuthContext, values: Login): Promise<IssuedTokens | OrganizationChoice> {
  // A login finds out whose it is: account and memberships are looked for among everybody's.
  const ctx = request.acrossOrganizations();
  const { email, password, organizationSlug, deviceName = null } = parseInput(input, values);
  const account = await ctx.em.findOne(Account, { email: normalizeEmail(email) });
  if (!(await checkPassword(ctx, account, password)) || !account) throw AuthErrors.INVALID_CREDENTIALS();
  const slug = organizationSlug?.trim().toLowerCase();
  if (!slug && account.isPlatformStaff) return startSession(ctx, { userId: account.id, organizationId: null }, deviceName);

  const theirs = (await listLoginOrganizations(ctx, account.id)).filter((organization) => !slug || organization.slug === slug);
  const open = theirs.filter(({ status }) => status === OrganizationStatus.ACTIVE);
  const [only] = open;
  if (!only) return refuse(ctx, account.id, await whyNone(ctx, account.id, theirs));
  if (open.length === 1) return startSession(ctx, { userId: account.id, organizationId: only.id }, deviceName);
  return { ...signLoginToken(ctx.services.keys.loginTokens, { userId: account.id, deviceName }), organizations: open };
}

/** A suspension is told before anything else; an organization that is on its way before none at all. */
async function whyNone(ctx: AuthContext, userId: string, organizations: Organization[]): Promise<DomainError> {
  const statuses = organizations.map(({ status }) => status);
  if (statuses.includes(OrganizationStatus.SUSPENDED)) return AuthErrors.ORGANIZATION_SUSPENDED();
  if (statuses.includes(OrganizationStatus.PROVISIONING)) return AuthErrors.ORGANIZATION_NOT_READY();
  const isOnItsWay = (await ctx.em.count(SignUp, { userId, state: SignUpState.ACCOUNT_CREATED })) > 0;
  return isOnItsWay ? AuthErrors.ORGANIZATION_NOT_READY() : AuthErrors.NOT_A_MEMBER();
}

async function refuse(ctx: AuthContext, userId: string, error: DomainError): Promise<never> {
  ctx.events.raise(loginFailed, { userId, reason: error.code });
  await ctx.em.flush();
  throw error;
}
