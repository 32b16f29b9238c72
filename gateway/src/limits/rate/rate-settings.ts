import { z } from 'zod';
import { type OperationLimit, parseOperationRate, parseRate } from './parse-rate.js';
import type { Limit } from './rate-limiter.js';

const FORM = 'an amount in s, min, h or d, like 600/min';

/** A setting like `600/min`. */
export const rate = (fallback: string, description: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, issue): Limit => {
      const limit = parseRate(text);
      if (!limit) issue.addIssue({ code: 'custom', message: `must be ${FORM}` });
      return limit ?? { perMinute: 1, burst: 1 };
    })
    .describe(description);

/** A setting like `login=10/min@address, *=300/min`. */
export const operationRates = (fallback: string, description: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, issue): OperationLimit[] =>
      text.split(',').flatMap((part) => {
        if (!part.trim()) return [];
        const limit = parseOperationRate(part);
        if (!limit)
          issue.addIssue({
            code: 'custom',
            message: `"${part.trim()}" needs the form field=rate or field=rate@address, where a rate is ${FORM}`,
          });
        return limit ?? [];
      }),
    )
    .describe(description);

/** What one uses before one is known: guessing, signing up and sending mail in somebody's name are worth a limit of their own. */
export const OPEN_OPERATIONS = [
  'login=30/min',
  'loginVerifyMfa=30/min',
  'loginSelectOrganization=60/min',
  'passkeyLoginFinish=30/min',
  'oidcLoginBegin=30/min',
  'oidcLoginFinish=30/min',
  'organizationSignUp=10/min',
  'invitationAccept=30/min',
  'register=30/min',
  'emailVerify=30/min',
  'emailVerificationSend=5/min',
  'passwordResetRequest=5/min',
  'passwordReset=30/min',
]
  .map((limit) => `${limit}@address`)
  .join(', ');
