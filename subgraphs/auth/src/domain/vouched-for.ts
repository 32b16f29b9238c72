import { isOrganizationsProvider } from './login-provider.js';
import type { AuthMethod, Session } from './session.entity.js';

/** What nobody but the person can show. A code is not among them: by itself it is a second factor. */
const OWN: ReadonlySet<AuthMethod> = new Set(['pwd', 'hwk']);

/** It rests on the word of an organization's provider: the person has not proved themselves in it, by password or passkey. */
export const isVouchedFor = ({ providerId, authMethods }: Pick<Session, 'providerId' | 'authMethods'>): boolean =>
  isOrganizationsProvider(providerId) && !authMethods.some((method) => OWN.has(method));

/** Whoever runs the provider, and is no owner, does not become one by it. */
const NEVER: ReadonlySet<string> = new Set(['org:ownership:write']);

export const vouchedScopes = (scopes: readonly string[]): string[] => scopes.filter((scope) => !NEVER.has(scope));
