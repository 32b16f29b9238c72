import { z } from 'zod';
import { isStorable } from './json.js';

/** How modules and templates are named for programs: lower-case kebab, 2 to 50 characters. */
export const registryKey = z
  .string()
  .regex(
    /^(?=.{2,50}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    'Use 2 to 50 lower-case letters, digits and single hyphens, beginning with a letter',
  );

/** Why an administrator does something. */
export const reason = z
  .string()
  .trim()
  .min(3, 'Say why, in at least 3 characters')
  .max(500, 'A reason has at most 500 characters')
  .refine(isStorable, 'It holds characters that cannot be stored');
