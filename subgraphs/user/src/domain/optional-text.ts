import { z } from 'zod';

/** A text that can be absent: blank is the same as null. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .transform((text) => text || null)
    .nullish();
