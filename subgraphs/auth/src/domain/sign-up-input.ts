import { plainText } from '@supergraph/kernel/errors';
import { z } from 'zod';
import { normalizeEmail } from './email.js';
import { passwordWeakness } from './password-policy.js';

const fields = z.object({
  name: plainText().trim().min(1, 'An organization needs a name').max(200, 'A name has at most 200 characters'),
  subdomain: plainText().trim().toLowerCase().min(1, 'An organization needs a subdomain').max(200, 'No subdomain is that long'),
  ownerEmail: z
    .string()
    .transform(normalizeEmail)
    .pipe(z.email('Not an e-mail address').max(254, 'An e-mail address has at most 254 characters')),
  ownerName: plainText().trim().min(1, 'The owner needs a name').max(200, 'A name has at most 200 characters'),
  password: z.string(),
  planKey: plainText().max(100, 'No plan has a key that long').nullish(),
  industryCode: plainText().max(100, 'No industry has a code that long').nullish(),
  idempotencyKey: z
    .string()
    .min(8, 'An idempotency key has at least 8 characters')
    .max(200, 'An idempotency key has at most 200 characters'),
  deviceName: plainText().trim().max(100, 'A device name has at most 100 characters').nullish(),
});

export type SignUpValues = z.input<typeof fields>;
export type SignUpRequest = z.output<typeof fields>;

/** What a sign-up asks for, as far as auth can judge by itself: the shape of a subdomain and the plans are tenant's. */
export const signUpInput = ({ ownerEmail, ownerName, name }: SignUpValues, minLength: number) =>
  fields.extend({
    password: z.string().superRefine((password, issue) => {
      const message = passwordWeakness(password, { minLength, personal: [normalizeEmail(ownerEmail), ownerName, name] });
      if (message) issue.addIssue({ code: 'custom', message, params: { code: 'PASSWORD_TOO_WEAK' } });
    }),
  });

/** What makes two sign-ups the same one: everything that was asked for, but for the password and the device. */
export const identityOf = ({ name, subdomain, ownerEmail, ownerName, planKey, industryCode }: SignUpValues) =>
  JSON.stringify([
    name.trim(),
    subdomain.trim().toLowerCase(),
    normalizeEmail(ownerEmail),
    ownerName.trim(),
    planKey ?? null,
    industryCode ?? null,
  ]);
