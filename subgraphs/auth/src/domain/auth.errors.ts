import { defineErrors } from '@supergraph/kernel/errors';

export const AuthErrors = defineErrors('auth', {
  INVALID_CREDENTIALS: ['forbidden', () => 'E-mail address or password is wrong'],
  PASSWORD_TOO_WEAK: ['invalid', (reason: string) => reason],
  EMAIL_TAKEN: ['conflict', () => 'Somebody has signed up with this e-mail address already'],
  INDUSTRY_UNKNOWN: ['invalid', (code: string) => `There is no industry "${code}"`],
  NOT_A_MEMBER: ['forbidden', () => 'You are not a member of this organization'],
  ORGANIZATION_SUSPENDED: ['forbidden', () => 'The organization is suspended'],
  ORGANIZATION_NOT_READY: ['conflict', () => 'The organization is still being set up: try again in a moment'],
  TOKEN_INVALID: ['forbidden', () => 'The token is not one of ours'],
  TOKEN_EXPIRED: ['forbidden', () => 'The token has expired: log in again'],
  TOKEN_REUSED: ['forbidden', () => 'The token was used before, so its session was ended: log in again'],
  SESSION_REVOKED: ['forbidden', () => 'The session was ended: log in again'],
});

/** Codes of tenant's that a sign-up hands through as they are. */
export const RESERVATION_CODES = ['SUBDOMAIN_TAKEN', 'SUBDOMAIN_RESERVED', 'SUBDOMAIN_MALFORMED', 'PLAN_NOT_FOUND', 'INVALID'] as const;
