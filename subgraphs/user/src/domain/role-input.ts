import { z } from 'zod';
import { optionalText } from './optional-text.js';
import { PERMISSIONS } from './permissions.js';

const KEY = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const order = new Map(PERMISSIONS.map(({ key }, place) => [key, place]));

/** What an organization may say of a role of its own. Permissions come out once each, in the order of the catalogue. */
export const roleInput = z.object({
  key: z
    .string()
    .trim()
    .min(2, 'A key has at least 2 characters')
    .max(40, 'A key has at most 40 characters')
    .regex(KEY, 'A key has lower-case letters, digits and single hyphens, and begins with a letter'),
  name: z.string().trim().min(1, 'A role needs a name').max(80, 'A name has at most 80 characters'),
  description: optionalText(300).transform((text) => text ?? null),
  permissions: z
    .array(z.string().refine((key) => order.has(key), 'There is no such permission'))
    .min(1, 'A role allows at least one thing')
    .max(100, 'At most 100 permissions')
    .transform((keys) => [...new Set(keys)].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0))),
  expectedRevision: z.int().nullish(),
});

export type RoleValues = z.input<typeof roleInput>;

/** How a list of role keys has to look that somebody is to hold. */
export const roleKeys = z.array(z.string()).min(1, 'A member has at least one role').max(20, 'A member has at most 20 roles');
