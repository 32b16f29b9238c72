import { isIpRange } from '@supergraph/kernel/network';
import { z } from 'zod';
import type { PolicyRules } from './security-policy.entity.js';

const between = (from: number, to: number, what: string) =>
  z.int(`${what} is a whole number`).min(from, `${what} is ${from} or more`).max(to, `${what} is ${to} or less`);

/** @param minLength what the platform asks of every password; an organization can ask for more. */
const fields = (minLength: number) =>
  z.object({
    organizationId: z.string(),
    mfaRequired: z.boolean().nullish(),
    sessionIdleMinutes: between(5, 43_200, 'The idle time in minutes').nullish(),
    sessionMaxHours: between(1, 8_760, 'The longest life in hours').nullish(),
    passwordMinLength: between(minLength, 64, 'The least length of a password').nullish(),
    passwordMaxAgeDays: between(1, 3_650, 'The age of a password in days').nullish(),
    allowedIpCidrs: z
      .array(z.string().trim().refine(isIpRange, 'Not an address or a range of addresses: 192.0.2.0/24'))
      .max(100, 'At most 100 ranges of addresses')
      .nullish(),
    lockoutMaxAttempts: between(3, 10, 'The number of wrong passwords').nullish(),
    lockoutMinutes: between(60, 1_440, 'The time of a block in minutes').nullish(),
    allowImpersonation: z.boolean().nullish(),
    expectedRevision: z.int().nullish(),
  });

export const policyInput = fields;
export type PolicyValues = z.input<ReturnType<typeof fields>>;

/** The rules after a change: what is left out stays, null brings the default back. */
export function changedRules(now: PolicyRules, changes: Partial<Record<keyof PolicyRules, unknown>>, defaults: PolicyRules): PolicyRules {
  const keys = Object.keys(defaults) as (keyof PolicyRules)[];
  const entries = keys.map((key) => [key, changes[key] === undefined ? now[key] : (changes[key] ?? defaults[key])]);
  return Object.fromEntries(entries) as PolicyRules;
}
