import type { EntityManager } from '@mikro-orm/postgresql';
import { ConfigError } from '@supergraph/kernel/config';
import type { Context } from '@supergraph/kernel/context';
import { byKey, byOwner, childConnections } from '@supergraph/kernel/db';
import type { Logger } from '@supergraph/kernel/logger';
import { type Mailer, mailerOf } from '@supergraph/kernel/mail';
import DataLoader from 'dataloader';
import type { AuthConfig } from './config.js';
import type { AccessTokenSettings } from './domain/access-token.js';
import { Account } from './domain/account.entity.js';
import type { Allowance } from './domain/allowance.js';
import { ApiKey } from './domain/api-key.entity.js';
import { BreachedPasswords } from './domain/breached-passwords.js';
import { type DerivedKeys, deriveKeys } from './domain/derived-keys.js';
import { IdentityProvider } from './domain/identity-provider.entity.js';
import { LONGEST_IMPERSONATION } from './domain/impersonation.js';
import type { LoginProvider } from './domain/login-provider.js';
import { MembershipGrant } from './domain/membership-grant.entity.js';
import { OpenId } from './domain/open-id.js';
import { Organization } from './domain/organization.entity.js';
import { LEAST_COST, PasswordHasher } from './domain/password-hash.js';
import type { RedirectRules } from './domain/redirect-uri.js';
import { RefreshTokens } from './domain/refresh-token.js';
import type { RelyingParty } from './domain/relying-party.js';
import { type PolicyRules, SecurityPolicy } from './domain/security-policy.entity.js';
import { ServiceAccount } from './domain/service-account.entity.js';
import { Session } from './domain/session.entity.js';
import { READ_AGAIN_AFTER, SigningKeys } from './domain/signing-keys.js';
import { lockoutsByUserId } from './queries/find-lockout.js';
import { findMfaStatuses, type MfaStatus } from './queries/find-mfa-status.js';

export interface AuthServices {
  keys: DerivedKeys;
  signingKeys: SigningKeys;
  /** Seconds: how long a key signs, how long it is known before, and how long it is known after. */
  keyRotation: { period: number; stage: number; retireAfter: number };
  refreshTokens: RefreshTokens;
  accessTokens: AccessTokenSettings;
  /** Seconds that a rotated refresh token still works. */
  sessions: { grace: number };
  passwordMinLength: number;
  passwords: PasswordHasher;
  breached: BreachedPasswords;
  /** Passwords of somebody that are not taken again. */
  passwordHistory: number;
  /** Wrong passwords from anywhere that lock an account. */
  accountAttempts: number;
  /** Seconds after which sensitive changes ask again who somebody is. */
  freshFor: number;
  /** Milliseconds: a refused login is answered at a multiple of it. */
  refusalTime: number;
  /** Calls of a mutation that needs no login, by network. */
  openCalls: Allowance;
  mailer: Mailer;
  relyingParty: RelyingParty;
  /** Who says who a person is, for everybody. */
  platformProviders: readonly LoginProvider[];
  openId: OpenId;
  redirects: RedirectRules;
  /** Where the links in mails lead. */
  appUrl: string;
  /** What holds where an organization has made no rules of its own. */
  policyDefaults: PolicyRules;
  /** Milliseconds that a sign-up waits for its organization. */
  signUpWait: number;
  superAdmin: { email: string; password: string } | null;
}

/** Seconds beyond the life of a token for which its key is kept: replicas sign with what they read a moment ago, and clocks differ. */
const RETIREMENT_MARGIN = 300;

export function services({ config, em, log }: { config: AuthConfig; em: () => EntityManager; log: Logger }): AuthServices {
  const keys = deriveKeys(config.KEY_ENCRYPTION_SECRET);
  // Every replica has read a key several times before it signs.
  const readAgainAfter = Math.min(READ_AGAIN_AFTER, config.SIGNING_KEY_STAGE_SECONDS * 250);
  const { SUPER_ADMIN_EMAIL: email, SUPER_ADMIN_PASSWORD: password } = config;
  return {
    keys,
    signingKeys: new SigningKeys(em, keys.signingKeys, readAgainAfter),
    keyRotation: {
      period: config.SIGNING_KEY_DAYS * 86_400,
      stage: stageOf(config),
      retireAfter: Math.max(config.ACCESS_TOKEN_SECONDS, LONGEST_IMPERSONATION * 60) + RETIREMENT_MARGIN,
    },
    refreshTokens: new RefreshTokens(keys.refreshTokens),
    accessTokens: { issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE, lifetime: config.ACCESS_TOKEN_SECONDS },
    sessions: { grace: config.REFRESH_GRACE_SECONDS },
    passwordMinLength: config.PASSWORD_MIN_LENGTH,
    passwords: passwordHasher(config, keys),
    breached: new BreachedPasswords({ url: config.BREACHED_PASSWORDS_URL, log }),
    passwordHistory: config.PASSWORD_HISTORY,
    accountAttempts: config.LOCKOUT_ACCOUNT_ATTEMPTS,
    freshFor: config.STEP_UP_SECONDS,
    refusalTime: config.LOGIN_REFUSAL_MS,
    openCalls: { calls: config.SOURCE_CALLS_PER_MINUTE, seconds: 60 },
    mailer: mailerOf(config, log),
    platformProviders: config.OIDC_PROVIDERS,
    openId: new OpenId(config.OUTGOING_NETWORKS),
    redirects: { appUrl: config.APP_URL, redirectUris: config.OIDC_REDIRECT_URIS },
    relyingParty: { id: config.WEBAUTHN_DOMAIN ?? new URL(config.APP_URL).hostname, name: 'innoERP' },
    appUrl: config.APP_URL.replace(/\/$/, ''),
    policyDefaults: policyDefaults(config),
    signUpWait: config.SIGN_UP_WAIT_MS,
    superAdmin: email && password ? { email, password } : null,
  };
}

const LEAST_STAGE = 60;

/** @throws ConfigError where a key would sign before every gateway has read it. */
function stageOf({ NODE_ENV, SIGNING_KEY_STAGE_SECONDS: seconds }: AuthConfig): number {
  if (seconds < LEAST_STAGE && NODE_ENV === 'production')
    throw new ConfigError([`SIGNING_KEY_STAGE_SECONDS: at least ${LEAST_STAGE} in production`]);
  return seconds;
}

/** @throws ConfigError where passwords would be cheap to guess in production. */
function passwordHasher(config: AuthConfig, keys: DerivedKeys): PasswordHasher {
  const { NODE_ENV, PASSWORD_HASH_KIB: memoryKib, PASSWORD_HASH_PASSES: passes, KEY_ENCRYPTION_SECRET_FORMER: former } = config;
  const isCheap = memoryKib < LEAST_COST.memoryKib || passes < LEAST_COST.passes;
  if (isCheap && NODE_ENV === 'production') {
    throw new ConfigError([
      `PASSWORD_HASH_KIB, PASSWORD_HASH_PASSES: at least ${LEAST_COST.memoryKib} and ${LEAST_COST.passes} in production`,
    ]);
  }
  return new PasswordHasher({ memoryKib, passes }, keys.passwords, former ? [deriveKeys(former).passwords] : []);
}

function policyDefaults(config: AuthConfig): PolicyRules {
  return {
    mfaRequired: false,
    sessionIdleMinutes: Math.floor(config.REFRESH_TOKEN_SECONDS / 60),
    sessionMaxHours: config.SESSION_MAX_HOURS,
    passwordMinLength: config.PASSWORD_MIN_LENGTH,
    passwordMaxAgeDays: null,
    allowedIpCidrs: [],
    lockoutMaxAttempts: 10,
    lockoutMinutes: 60,
    allowImpersonation: true,
  };
}

export const loaders = (ctx: Context) => ({
  sessionById: byKey(ctx.em, Session),
  sessionPages: childConnections(ctx.em, Session),
  serviceAccountById: byKey(ctx.em, ServiceAccount),
  serviceAccountPages: childConnections(ctx.em, ServiceAccount),
  providersByOrganizationId: byOwner(ctx.em, IdentityProvider, 'organizationId', { orderBy: { id: 'asc' } }),
  keysByServiceAccountId: byOwner(ctx.em, ApiKey, 'serviceAccountId', { orderBy: { id: 'desc' } }),
  policyByOrganizationId: byKey(ctx.em, SecurityPolicy, 'organizationId'),
  /** A membership of the request's organization, whatever became of it. */
  grantHere: byKey(ctx.em, MembershipGrant, 'userId'),
  ...loadersAcross(() => ctx.acrossOrganizations()),
});

/** What is read of rows that are no organization's, or of another one's. Whoever asks has to see to it that the viewer may know. */
const loadersAcross = (across: () => Context) => ({
  /** Of a session that was just given out: who has logged in this very moment is still in no organization, or in another one. */
  organizationById: new DataLoader<string, Organization | null>((ids) => byKey(across().em, Organization).loadMany(ids)),
  accountById: new DataLoader<string, Account | null>((ids) => byKey(across().em, Account).loadMany(ids)),
  mfaByUserId: new DataLoader<string, MfaStatus>((ids) => findMfaStatuses(across().em, ids)),
  lockoutByUserId: lockoutsByUserId(() => across().em),
});

export type AuthContext = Context<ReturnType<typeof loaders>, AuthServices>;
