import { z } from 'zod';
import { normalizeEmail } from './email.js';
import { MemberKind } from './membership.entity.js';
import { roleKeys } from './role-input.js';

const HOUR = 3_600_000;
const MAX_HOURS = 720;
const MAX_METADATA = 4_096;

/** What an organization may say of somebody whom it invites. */
export const invitationInput = z
  .object({
    email: z
      .string()
      .transform(normalizeEmail)
      .pipe(z.email('Not an e-mail address').max(254, 'An e-mail address has at most 254 characters')),
    roleKeys,
    kind: z.enum(MemberKind),
    moduleKeys: z.array(z.string()).max(100, 'At most 100 modules').nullish(),
    expiresInHours: z.int().min(1, 'At least an hour').max(MAX_HOURS, `At most ${MAX_HOURS} hours`),
    metadata: z
      .record(z.string(), z.unknown(), 'It must be a JSON object')
      .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA, `At most ${MAX_METADATA} bytes of JSON`)
      .nullish(),
    replacePending: z.boolean(),
  })
  .transform(({ expiresInHours, moduleKeys, metadata, ...rest }) => ({
    ...rest,
    lifetime: expiresInHours * HOUR,
    moduleKeys: [...new Set(moduleKeys ?? [])].sort(),
    metadata: metadata ?? null,
  }));

export type InvitationValues = z.input<typeof invitationInput>;
