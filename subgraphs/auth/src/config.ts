import { secret, serviceConfig } from '@supergraph/kernel/config';
import { mailConfig } from '@supergraph/kernel/mail';
import { isIpRange } from '@supergraph/kernel/network';
import { z } from 'zod';
import { platformProviders } from './domain/login-provider.js';
import { isWholeUri } from './domain/redirect-uri.js';

const seconds = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

/** Separated by commas. */
const list = () =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    );

export const config = serviceConfig.extend({
  ...mailConfig.shape,
  KEY_ENCRYPTION_SECRET: secret(
    'Encrypts the signing keys at rest, seals refresh and login tokens, and goes into hashes of passwords; with another one every session is void',
  ),
  KEY_ENCRYPTION_SECRET_FORMER: secret(
    'The one before it, for passwords alone: they are good, and made anew at the next login. Leave it until everybody was here',
  ).optional(),
  TOKEN_ISSUER: z.string().min(1).default('innoerp').describe('`iss` of access tokens'),
  TOKEN_AUDIENCE: z.string().min(1).default('innoerp-api').describe('`aud` of access tokens'),
  ACCESS_TOKEN_SECONDS: seconds(60, 3_600).default(900).describe('Life of an access token'),
  REFRESH_TOKEN_SECONDS: seconds(3_600, 2_592_000)
    .default(604_800)
    .describe('A session ends when it is not used for this long; an organization can ask for less'),
  SESSION_MAX_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(8_760)
    .default(720)
    .describe('A session ends after this long, however much it is used; an organization can ask for something else'),
  REFRESH_GRACE_SECONDS: seconds(0, 300)
    .default(30)
    .describe('A rotated refresh token still works for this long, for racing tabs and lost answers'),
  SIGNING_KEY_DAYS: z.coerce.number().int().min(1).max(3_650).default(90).describe('Days after which another key signs access tokens'),
  SIGNING_KEY_STAGE_SECONDS: seconds(1, 86_400)
    .default(600)
    .describe('A key is published for this long before it signs; 60 or more in production, where gateways read the keys every ten seconds'),
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(8).max(64).default(12).describe('Fewest characters of a new password'),
  PASSWORD_HISTORY: z.coerce
    .number()
    .int()
    .min(0)
    .max(24)
    .default(5)
    .describe('Passwords of somebody that are not taken again, the present one among them'),
  PASSWORD_HASH_KIB: z.coerce
    .number()
    .int()
    .min(64)
    .max(1_048_576)
    .default(65_536)
    .describe('Memory of argon2id for a password, in KiB; 19456 or more in production'),
  PASSWORD_HASH_PASSES: z.coerce.number().int().min(1).max(20).default(3).describe('Passes of argon2id; 2 or more in production'),
  BREACHED_PASSWORDS_URL: z
    .url('must be an https:// URL')
    .optional()
    .describe(
      'Range API for breached passwords (k-anonymity), such as https://api.pwnedpasswords.com/range; where absent, an embedded list alone',
    ),
  LOCKOUT_ACCOUNT_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(10)
    .max(100_000)
    .default(100)
    .describe('Wrong passwords within an hour, wherever they come from, that lock an account but for trusted devices'),
  LOGIN_REFUSAL_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5_000)
    .default(250)
    .describe('A refused login is answered at a multiple of this time, so that the time says nothing of the reason'),
  SOURCE_CALLS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(600)
    .describe('Calls of each mutation that needs no login, from one network'),
  WEBAUTHN_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/, 'must be a domain')
    .optional()
    .describe('Domain for which passkeys are good, and everything below it; the host of APP_URL where absent'),
  STEP_UP_SECONDS: seconds(60, 86_400).default(3_600).describe('Sensitive changes ask again who somebody is after this long'),
  APP_URL: z.url('must be an http(s):// URL').default('http://localhost:4000').describe('Where the links in mails lead: the frontend'),
  OIDC_PROVIDERS: platformProviders.describe(
    'Who else may say who a person is, for everybody, by OpenID Connect: a JSON list of { key, name, issuer, clientId, clientSecret, scopes? }',
  ),
  OIDC_REDIRECT_URIS: list()
    .refine((uris) => uris.every(isWholeUri), 'must be whole addresses without ? and #: https://app.example.com/login/done')
    .describe('Addresses beside the pages of APP_URL that providers may send people back to, letter by letter, separated by commas'),
  OUTGOING_NETWORKS: list()
    .refine((networks) => networks.every(isIpRange), 'must be addresses or ranges of addresses: 10.0.0.0/8')
    .describe(
      'Networks that addresses named by organizations may lead to though they are not public, and without TLS: for a provider that stands inside; ranges separated by commas',
    ),
  SIGN_UP_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(5_000).describe('How long a sign-up waits for its organization'),
  SUPER_ADMIN_EMAIL: z.email().optional().describe('The first super admin, made at start where there is no platform staff yet'),
  SUPER_ADMIN_PASSWORD: z.string().optional().describe('Password of the first super admin'),
});

export type AuthConfig = z.output<typeof config>;
