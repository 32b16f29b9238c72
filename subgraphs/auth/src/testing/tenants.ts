import { randomUUID } from 'node:crypto';
import type { EntityClass } from '@mikro-orm/core';
import type { BaseEntity } from '@supergraph/kernel/db';
import { Account } from '../domain/account.entity.js';
import { ApiKey } from '../domain/api-key.entity.js';
import { BackupCode } from '../domain/backup-code.entity.js';
import { FormerPassword } from '../domain/former-password.entity.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { LinkedIdentity } from '../domain/linked-identity.entity.js';
import { MembershipGrant } from '../domain/membership-grant.entity.js';
import { ChallengePurpose, MfaChallenge } from '../domain/mfa-challenge.entity.js';
import { MfaFactor, MfaFactorKind } from '../domain/mfa-factor.entity.js';
import { AttemptPurpose, OidcAttempt } from '../domain/oidc-attempt.entity.js';
import { OneTimeToken, TokenPurpose } from '../domain/one-time-token.entity.js';
import { Organization } from '../domain/organization.entity.js';
import { MailKind, OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { PasskeyChallenge, PasskeyPurpose } from '../domain/passkey-challenge.entity.js';
import { SecurityPolicy } from '../domain/security-policy.entity.js';
import { ServiceAccount } from '../domain/service-account.entity.js';
import { Session } from '../domain/session.entity.js';
import { SignUp } from '../domain/sign-up.entity.js';
import { SigningKey } from '../domain/signing-key.entity.js';
import { TrustedDevice } from '../domain/trusted-device.entity.js';
import { type App, aMember, identityOf, logIn, store } from './arrange.js';

/** Rows that are one organization's. */
export const TENANT_OWNED: readonly EntityClass<BaseEntity>[] = [
  ...[ApiKey, IdentityProvider, MembershipGrant, Organization, SecurityPolicy, ServiceAccount, Session, SignUp],
];

/** Rows that only the platform's role sees. */
export const PLATFORM_ONLY: readonly EntityClass<BaseEntity>[] = [
  ...[Account, BackupCode, FormerPassword, LinkedIdentity, MfaChallenge, MfaFactor, OidcAttempt, OneTimeToken, OutgoingMail],
  PasskeyChallenge,
  SigningKey,
  TrustedDevice,
];

export const aGrantIn = (organizationId: string) => new MembershipGrant({ id: randomUUID(), organizationId, userId: randomUUID() });

const MACHINE = { name: 'Robot', description: null, scopes: ['org:read'], enabled: true, createdById: null };

/** Rules that are nobody's default. */
const RULES = {
  mfaRequired: false,
  sessionIdleMinutes: 600,
  sessionMaxHours: 100,
  passwordMinLength: 15,
  passwordMaxAgeDays: null,
  allowedIpCidrs: [],
  lockoutMaxAttempts: 5,
  lockoutMinutes: 90,
  allowImpersonation: false,
};

/** An organization with the sign-up that it came from and a member who is logged in. */
export async function aTenant(app: App) {
  const member = await aMember(app);
  const { organization, account } = member;
  const { slug: subdomain, name } = organization;
  const { email, displayName } = account;
  const asked = { name, subdomain, email, displayName, planKey: null, industryCode: null };
  const signUp = new SignUp({ ...asked, idempotencyKeyHash: randomUUID(), fingerprint: 'of a test', passwordHash: '' });
  signUp.accountWasCreated();
  signUp.complete();
  await store(app, Object.assign(signUp, { organizationId: organization.id, userId: account.id }));
  const policy = await store(app, new SecurityPolicy(organization.id, RULES));
  await store(app, new FormerPassword(account.id, 'of a test'));
  await storeSecondFactor(app, account.id);
  const provider = await storeProvider(app, organization.id, account.id);
  const machine = await store(app, new ServiceAccount({ organizationId: organization.id, ...MACHINE }));
  const key = await store(app, ApiKey.make(machine, { ...MACHINE, expiresAt: null, allowedIpCidrs: [], rateLimitPerMinute: null }).key);
  await store(app, new OneTimeToken({ purpose: TokenPurpose.PASSWORD_RESET, userId: account.id, token: randomUUID() }));
  await store(app, new OutgoingMail(MailKind.PASSWORD_CHANGED, { userId: account.id }, Buffer.alloc(32)));
  await logIn(app, account, { password: 'wrong' });
  const { outcome } = await logIn(app, account);
  return {
    ...member,
    signUp,
    policy,
    provider,
    machine,
    key,
    sessionId: outcome.session.id as string,
    identity: identityOf(outcome.accessToken),
  };
}

/** As the rows of one that was set up; it is not asked for. */
async function storeSecondFactor(app: App, userId: string): Promise<void> {
  const wayIn = { slug: null, organizationId: null, deviceName: null, authMethods: [], trustDevice: false };
  const factor = new MfaFactor({ userId, kind: MfaFactorKind.TOTP });
  await store(app, Object.assign(factor, { sealedSecret: 'of a test' }));
  await store(app, new BackupCode(userId, randomUUID(), Buffer.alloc(32)));
  await store(app, new TrustedDevice({ userId, token: randomUUID(), name: null, userAgent: null, hasSecondFactor: false }));
  await store(app, new PasskeyChallenge({ userId, challenge: randomUUID(), purpose: PasskeyPurpose.REGISTER }));
  await store(app, new MfaChallenge({ userId, token: randomUUID(), purpose: ChallengePurpose.VERIFY, wayIn }));
}

/** As the rows of one that somebody is on their way to. */
async function storeProvider(app: App, organizationId: string, userId: string): Promise<IdentityProvider> {
  const settings = { name: 'Directory', issuer: 'https://id.example.com', clientId: 'a', emailDomains: ['example.com'] };
  const provider = new IdentityProvider(organizationId, { ...settings, isEnabled: true, trustsSecondFactor: false });
  provider.seal('of a test', Buffer.alloc(32));
  const { id: providerId, issuer } = await store(app, provider);
  await store(app, new LinkedIdentity({ userId, providerId, issuer, subject: randomUUID(), email: null }));
  const way = { loginState: randomUUID(), redirectUri: 'http://localhost:4000/', slug: null, deviceName: null, userId: null };
  await store(app, new OidcAttempt({ purpose: AttemptPurpose.LOGIN, providerId, issuer, ...way }));
  return provider;
}

export type Tenant = Awaited<ReturnType<typeof aTenant>>;

/** All that would give a tenant away. */
export const marksOf = ({ account, organization, grant, signUp, policy, provider, machine, key, sessionId }: Tenant): string[] => [
  account.id,
  account.email,
  organization.id,
  organization.slug,
  grant.id,
  signUp.id,
  policy.id,
  provider.id,
  machine.id,
  key.id,
  sessionId,
];
