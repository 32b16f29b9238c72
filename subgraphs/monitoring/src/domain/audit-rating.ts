import { AuditOutcome, AuditSeverity } from './audit-enums.js';

export interface AuditRating {
  outcome: AuditOutcome;
  severity: AuditSeverity;
}

const { SUCCESS, FAILURE, DENIED } = AuditOutcome;
const { LOW, MEDIUM, HIGH } = AuditSeverity;

const all = (severity: AuditSeverity, actions: readonly string[]): [string, AuditRating][] =>
  actions.map((action) => [action, { outcome: SUCCESS, severity }]);

/** Actions that are more than routine, and those of accounts and credentials, each of which somebody has thought about. */
const RATINGS: ReadonlyMap<string, AuditRating> = new Map([
  ['auth.session.reuse_detected', { outcome: FAILURE, severity: HIGH }],
  ['auth.login.failed', { outcome: FAILURE, severity: MEDIUM }],
  ['auth.account.locked', { outcome: DENIED, severity: HIGH }],
  ...all(HIGH, [
    'auth.impersonation.started',
    'auth.mfa.reset',
    'auth.security_policy.updated',
    'auth.identity_provider.created',
    'auth.identity_provider.updated',
    'auth.identity_provider.deleted',
    'tenant.suspended',
  ]),
  ...all(MEDIUM, [
    'auth.account.unlocked',
    'auth.api_key.created',
    'auth.api_key.revoked',
    'auth.api_key.rotated',
    'auth.backup_code.used',
    'auth.backup_codes.regenerated',
    'auth.email.changed',
    'auth.identity.linked',
    'auth.identity.unlinked',
    'auth.impersonation.ended',
    'auth.mfa_factor.added',
    'auth.mfa_factor.removed',
    'auth.password.changed',
    'auth.service_account.created',
    'auth.service_account.deleted',
    'auth.service_account.updated',
    'auth.signing_key.rotated',
    'auth.trusted_device.added',
    'auth.user_sessions.revoked',
    'membership.updated',
    'platform.organization_accessed',
    'role.created',
    'role.deleted',
    'role.updated',
  ]),
  ...all(LOW, ['auth.account.created', 'auth.email.verified', 'auth.session.ended', 'auth.session.started']),
]);

/** Whether somebody has said how much an action matters. */
export const isRated = (action: string): boolean => RATINGS.has(action);

/** How an action ended and how much it matters. One that nobody rated yet is judged by its last word. */
export function rate(action: string): AuditRating {
  const rated = RATINGS.get(action);
  if (rated) return rated;
  if (action.endsWith('.denied')) return { outcome: DENIED, severity: MEDIUM };
  if (action.endsWith('.failed')) return { outcome: FAILURE, severity: MEDIUM };
  return { outcome: SUCCESS, severity: LOW };
}
