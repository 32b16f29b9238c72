import { isLocale, isTimezone, plainText } from '@supergraph/kernel/errors';
import { z } from 'zod';
import { optionalText } from './optional-text.js';

const USERNAME = /^[a-z0-9](?:[a-z0-9]|[._-](?![._-])){1,28}[a-z0-9]$/;

/** What people may say about themselves, and how it has to look. */
export const profileFields = {
  firstName: optionalText(100),
  lastName: optionalText(100),
  // The one that cannot be empty: null leaves it as it is.
  displayName: plainText()
    .trim()
    .min(1, 'A display name cannot be empty')
    .max(200, 'At most 200 characters')
    .nullish()
    .transform((name) => name ?? undefined),
  username: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      USERNAME,
      'A username has 3 to 30 letters, digits and single dots, hyphens and underscores, and begins and ends with a letter or digit',
    )
    .nullish(),
  avatarUrl: z
    .url({ protocol: /^https$/, error: 'Not an https:// address' })
    .max(2_000, 'At most 2000 characters')
    .nullish(),
  locale: z.string().max(35, 'Not a BCP 47 language tag').refine(isLocale, 'Not a BCP 47 language tag').nullish(),
  timezone: z.string().max(64, 'Not an IANA time zone').refine(isTimezone, 'Not an IANA time zone').nullish(),
};
