import { plainText } from '@supergraph/kernel/errors';
import { z } from 'zod';

/** Longest time in minutes that somebody acts as somebody else. */
export const LONGEST_IMPERSONATION = 60;

export const impersonationInput = z.object({
  userId: z.string(),
  organizationId: z.string(),
  reason: plainText().trim().min(10, 'Say why, in at least 10 characters').max(500, 'A reason has at most 500 characters'),
  durationMinutes: z.int().min(1, 'At least a minute').max(LONGEST_IMPERSONATION, `At most ${LONGEST_IMPERSONATION} minutes`),
  readOnly: z.boolean(),
});

export type ImpersonationValues = z.input<typeof impersonationInput>;

/** What nobody does in somebody else's name: hand the organization over, take its data away, change who gets in and how. */
const NEVER: ReadonlySet<string> = new Set([
  ...['org:ownership:write', 'org:export', 'org:audit:export', 'org:billing:write'],
  ...['org:roles:write', 'org:members:write', 'org:security:write', 'org:keys:write'],
]);

/** Of what a person may do, what may be done in their name by somebody else. */
export const borrowedScopes = (scopes: readonly string[], readOnly: boolean): string[] =>
  scopes.filter((scope) => !NEVER.has(scope) && (!readOnly || scope.endsWith(':read')));
