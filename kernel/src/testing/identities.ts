import { randomUUID } from 'node:crypto';
import type { Identity } from '../auth/index.js';

/** Platform staff with these scopes. */
export const anOperator = (...scopes: string[]): Identity => ({
  kind: 'user',
  subject: randomUUID(),
  organizationId: null,
  scopes,
  sessionId: randomUUID(),
});

/** A machine of an organization, which came with an API key with these scopes. */
export const aServiceAccountOf = (organizationId: string, ...scopes: string[]): Identity => ({
  kind: 'service-account',
  subject: randomUUID(),
  organizationId,
  scopes,
  sessionId: null,
  apiKeyId: randomUUID(),
});

/** Staff who act as somebody else, and may only look where nothing else is said. */
export const impersonated = (identity: Identity, { isReadOnly = true }: { isReadOnly?: boolean } = {}): Identity => ({
  ...identity,
  impersonatorId: randomUUID(),
  isReadOnly,
});

/** A member of an organization with these scopes. */
export const aMemberOf = (organizationId: string, ...scopes: string[]): Identity => ({
  kind: 'user',
  subject: randomUUID(),
  organizationId,
  scopes,
  sessionId: randomUUID(),
});
