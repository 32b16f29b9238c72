import { defineErrors } from '@supergraph/kernel/errors';

export const AuthErrors = defineErrors('auth', {
  INVALID_CREDENTIALS: ['forbidden', () => 'E-mail address, user name or password is wrong'],
  ACCOUNT_LOCKED: ['forbidden', () => 'The account is locked after too many wrong passwords: follow the link in the mail about it'],
  PASSWORD_EXPIRED: ['forbidden', () => 'The password is too old: have a link mailed and set a new one'],
  PASSWORD_TOO_WEAK: ['invalid', (reason: string) => reason],
  PASSWORD_BREACHED: ['invalid', (why = 'This password is on the lists of those who try passwords') => why],
  PASSWORD_REUSED: ['invalid', () => 'You have, or had, this password: take a new one'],
  EMAIL_TAKEN: ['conflict', (why = 'Somebody has signed up with this e-mail address already') => why],
  INDUSTRY_UNKNOWN: ['invalid', (code: string) => `There is no industry "${code}"`],
  MFA_REQUIRED: ['forbidden', () => 'The organization asks for a second factor: log in there'],
  MFA_INVALID_CODE: ['forbidden', () => 'The code is wrong'],
  MFA_CODE_REUSED: ['forbidden', () => 'The code was used already: wait for the next one'],
  MFA_ALREADY_ENROLLED: ['conflict', () => 'You have an authenticator app already: remove it first'],
  MFA_NOT_ENROLLED: ['conflict', () => 'There is no second factor that this could be for'],
  MFA_LAST_FACTOR_REQUIRED: ['conflict', () => 'An organization of yours asks for a second factor: add another one first'],
  PASSKEY_INVALID: ['forbidden', () => 'The passkey was not accepted'],
  PASSKEY_LIMIT_REACHED: ['conflict', (most: number) => `There can be no more than ${most} passkeys`],
  REAUTHENTICATION_REQUIRED: ['forbidden', () => 'That was some time ago: prove again who you are'],
  IMPERSONATION_NOT_ALLOWED: ['forbidden', () => 'The organization does not want anybody to act as its members'],
  IMPERSONATION_TARGET_IS_ADMIN: ['forbidden', () => 'Nobody acts as platform staff'],
  SCOPE_EXCEEDS_CREATOR: ['forbidden', (scopes: string) => `That is more than you may give: ${scopes}`],
  KEY_LIMIT_REACHED: ['conflict', (limit: string) => `There can be no more than ${limit}`],
  EXPIRY_OUT_OF_RANGE: ['invalid', () => 'A key ends a minute to two years from now'],
  IDENTITY_NOT_LINKED: ['forbidden', () => 'No account is linked to this login: log in another way, and link it in your settings'],
  IDENTITY_ALREADY_LINKED: ['conflict', () => 'This login is linked to another account already'],
  IDENTITY_REJECTED: ['forbidden', () => 'What the provider answered was not accepted: begin again'],
  OWN_LOGIN_REQUIRED: ['forbidden', () => 'Your organization said who you are: for this, prove it yourself, by your own password'],
  PROVIDER_UNREACHABLE: ['invalid', () => 'The provider cannot be reached, or is not what the issuer says'],
  PROVIDER_LIMIT_REACHED: ['conflict', (most: number) => `There can be no more than ${most} providers`],
  NOT_A_MEMBER: ['forbidden', () => 'You are not a member of this organization'],
  ORGANIZATION_SUSPENDED: ['forbidden', () => 'The organization is suspended'],
  ORGANIZATION_NOT_READY: ['conflict', () => 'The organization is still being set up: try again in a moment'],
  TOKEN_INVALID: ['forbidden', () => 'The token is not one of ours'],
  TOKEN_EXPIRED: ['forbidden', (why = 'The token has expired') => `${why}: log in again`],
  TOKEN_REUSED: ['forbidden', () => 'The token was used before, so its session was ended: log in again'],
  SESSION_REVOKED: ['forbidden', () => 'The session was ended: log in again'],
});

/** Codes of tenant's that a sign-up hands through as they are. */
export const RESERVATION_CODES = ['SUBDOMAIN_TAKEN', 'SUBDOMAIN_RESERVED', 'SUBDOMAIN_MALFORMED', 'PLAN_NOT_FOUND', 'INVALID'] as const;

/** Codes of user's that a registration, or a login by an invitation, hands through as they are. */
export const REDEMPTION_CODES = [
  'USERNAME_TAKEN',
  'EMAIL_TAKEN',
  'LIMIT_EXCEEDED',
  'INVITER_NO_LONGER_ALLOWED',
  'INVITATION_WRONG_RECIPIENT',
  'ALREADY_MEMBER',
  'ROLE_UNKNOWN',
] as const;
