import { z } from 'zod';

/** A text that can be absent: blank is the same as null. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .refine((text) => !text.includes('\0'), 'A character that no text has')
    .transform((text) => text || null)
    .nullish();
