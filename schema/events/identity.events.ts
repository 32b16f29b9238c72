import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('auth', minors);
const account = { aggregate: 'account', id: 'userId' } as const;

const identityProvider = {
  identityProviderId: z.uuid(),
  organizationId: z.uuid(),
  name: z.string(),
  issuer: z.string(),
  isEnabled: z.boolean(),
};

export const identityProviderCreated = defineEvent('auth.identity_provider.created.v1', {
  aggregate: 'identity-provider',
  id: 'identityProviderId',
  promise: 'An organization has a provider more that says who its people are, there and nowhere else.',
  payload: z.object(identityProvider),
});

export const identityProviderUpdated = defineEvent('auth.identity_provider.updated.v1', {
  aggregate: 'identity-provider',
  id: 'identityProviderId',
  promise:
    'A provider is what the payload says; it names what was changed and never the secret. The ends of sessions that this brings about are announced, too.',
  payload: z.object({ ...identityProvider, fields: z.array(z.string()) }),
});

export const identityProviderDeleted = defineEvent('auth.identity_provider.deleted.v1', {
  aggregate: 'identity-provider',
  id: 'identityProviderId',
  promise: 'A provider speaks for nobody any more; the ends of the sessions that rested on its word are announced, too.',
  payload: z.object(identityProvider),
});

/** The platform's providers have keys, and those of organizations ids. */
const linkedIdentity = { userId: z.uuid(), linkedIdentityId: z.uuid(), providerId: z.string() };

export const identityLinked = defineEvent('auth.identity.linked.v1', {
  ...account,
  promise:
    'Somebody can log in by a provider from now on: they linked it (PERSON), or logged in by it with an address that both sides know to be theirs (LOGIN).',
  payload: z.object({ ...linkedIdentity, by: z.enum(['PERSON', 'LOGIN']) }),
});

export const identityUnlinked = defineEvent('auth.identity.unlinked.v1', {
  ...account,
  promise: 'Somebody cannot log in by a provider any more, and took that away themselves.',
  payload: z.object(linkedIdentity),
});
