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

/** A member of an organization with these scopes. */
export const aMemberOf = (organizationId: string, ...scopes: string[]): Identity => ({
  kind: 'user',
  subject: randomUUID(),
  organizationId,
  scopes,
  sessionId: randomUUID(),
});
