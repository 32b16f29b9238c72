import type { EntityManager } from '@mikro-orm/postgresql';
import type { Context } from '@supergraph/kernel/context';
import { byKey } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import type { AuthConfig } from './config.js';
import type { AccessTokenSettings } from './domain/access-token.js';
import { type DerivedKeys, deriveKeys } from './domain/derived-keys.js';
import { Organization } from './domain/organization.entity.js';
import { RefreshTokens } from './domain/refresh-token.js';
import { Session } from './domain/session.entity.js';
import { SigningKeys } from './domain/signing-keys.js';

export interface AuthServices {
  keys: DerivedKeys;
  signingKeys: SigningKeys;
  refreshTokens: RefreshTokens;
  accessTokens: AccessTokenSettings;
  /** Seconds that a session lives unused, and that a rotated refresh token still works. */
  sessions: { lifetime: number; grace: number };
  passwordMinLength: number;
  /** Milliseconds that a sign-up waits for its organization. */
  signUpWait: number;
  superAdmin: { email: string; password: string } | null;
}

export function services({ config, em }: { config: AuthConfig; em: () => EntityManager }): AuthServices {
  const keys = deriveKeys(config.KEY_ENCRYPTION_SECRET);
  const { SUPER_ADMIN_EMAIL: email, SUPER_ADMIN_PASSWORD: password } = config;
  return {
    keys,
    signingKeys: new SigningKeys(em, keys.signingKeys),
    refreshTokens: new RefreshTokens(keys.refreshTokens),
    accessTokens: { issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE, lifetime: config.ACCESS_TOKEN_SECONDS },
    sessions: { lifetime: config.REFRESH_TOKEN_SECONDS, grace: config.REFRESH_GRACE_SECONDS },
    passwordMinLength: config.PASSWORD_MIN_LENGTH,
    signUpWait: config.SIGN_UP_WAIT_MS,
    superAdmin: email && password ? { email, password } : null,
  };
}

export const loaders = (ctx: Context) => ({
  sessionById: byKey(ctx.em, Session),
  /** Of a session that was just given out: who has logged in this very moment is still in no organization, or in another one. */
  organizationById: new DataLoader<string, Organization | null>((ids) => byKey(ctx.acrossOrganizations().em, Organization).loadMany(ids)),
});

export type AuthContext = Context<ReturnType<typeof loaders>, AuthServices>;
