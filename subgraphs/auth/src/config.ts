import { secret, serviceConfig } from '@supergraph/kernel/config';
import { z } from 'zod';

const seconds = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

export const config = serviceConfig.extend({
  KEY_ENCRYPTION_SECRET: secret(
    'Encrypts the signing keys at rest and seals refresh and login tokens; with another one every session is void',
  ),
  TOKEN_ISSUER: z.string().min(1).default('innoerp').describe('`iss` of access tokens'),
  TOKEN_AUDIENCE: z.string().min(1).default('innoerp-api').describe('`aud` of access tokens'),
  ACCESS_TOKEN_SECONDS: seconds(60, 3_600).default(900).describe('Life of an access token'),
  REFRESH_TOKEN_SECONDS: seconds(3_600, 31_536_000).default(604_800).describe('A session ends when it is not used for this long'),
  REFRESH_GRACE_SECONDS: seconds(0, 300)
    .default(30)
    .describe('A rotated refresh token still works for this long, for racing tabs and lost answers'),
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(8).max(64).default(12).describe('Fewest characters of a new password'),
  SIGN_UP_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(5_000).describe('How long a sign-up waits for its organization'),
  SUPER_ADMIN_EMAIL: z.email().optional().describe('The first super admin, made at start where there is no platform staff yet'),
  SUPER_ADMIN_PASSWORD: z.string().optional().describe('Password of the first super admin'),
});

export type AuthConfig = z.output<typeof config>;
