import { plainText } from '@supergraph/kernel/errors';
import { isIpRange } from '@supergraph/kernel/network';
import { z } from 'zod';
import { isOrganizationPermission } from './permission.js';

const scopes = z
  .array(z.string().refine(isOrganizationPermission, 'Not something that can be allowed to a machine'))
  .min(1, 'A machine that may do nothing needs no account')
  .max(100, 'At most 100 scopes')
  .transform((all) => [...new Set(all)].sort());

export const serviceAccountInput = z.object({
  organizationId: z.string(),
  name: plainText().trim().min(1, 'A service account needs a name').max(100, 'A name has at most 100 characters'),
  description: plainText().trim().max(500, 'A description has at most 500 characters').nullish(),
  scopes,
  enabled: z.boolean().nullish(),
  expectedRevision: z.int().nullish(),
});

export type ServiceAccountValues = z.input<typeof serviceAccountInput>;

export const apiKeyInput = z.object({
  serviceAccountId: z.string(),
  scopes: scopes.nullish(),
  expiresAt: z.date().nullish(),
  allowedIpCidrs: z
    .array(z.string().trim().refine(isIpRange, 'Not an address or a range of addresses: 192.0.2.0/24'))
    .max(100, 'At most 100 ranges of addresses')
    .nullish(),
  rateLimitPerMinute: z.int().min(1, 'At least one request a minute').max(1_000_000, 'At most a million requests a minute').nullish(),
});

export type ApiKeyValues = z.input<typeof apiKeyInput>;
