import { AuditOutcome, AuditSeverity } from './audit-enums.js';

export interface AuditRating {
  outcome: AuditOutcome;
  severity: AuditSeverity;
}

const { SUCCESS, FAILURE, DENIED } = AuditOutcome;
const { LOW, MEDIUM, HIGH } = AuditSeverity;

/** Actions that are more than routine. */
const RATINGS: ReadonlyMap<string, AuditRating> = new Map([
  ['auth.session.reuse_detected', { outcome: FAILURE, severity: HIGH }],
  ['auth.login.failed', { outcome: FAILURE, severity: MEDIUM }],
  ['tenant.suspended', { outcome: SUCCESS, severity: HIGH }],
  ['membership.updated', { outcome: SUCCESS, severity: MEDIUM }],
  ['role.created', { outcome: SUCCESS, severity: MEDIUM }],
  ['role.updated', { outcome: SUCCESS, severity: MEDIUM }],
  ['role.deleted', { outcome: SUCCESS, severity: MEDIUM }],
  ['platform.organization_accessed', { outcome: SUCCESS, severity: MEDIUM }],
]);

/** How an action ended and how much it matters. One that nobody rated yet is judged by its last word. */
export function rate(action: string): AuditRating {
  const rated = RATINGS.get(action);
  if (rated) return rated;
  if (action.endsWith('.denied')) return { outcome: DENIED, severity: MEDIUM };
  if (action.endsWith('.failed')) return { outcome: FAILURE, severity: MEDIUM };
  return { outcome: SUCCESS, severity: LOW };
}
