import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('tenant', minors);
const aggregate = 'organization';
const id = 'organizationId';

export const tenantCreated = defineEvent('tenant.created.v1', {
  aggregate,
  id,
  promise: 'An organization is reserved and provisioned: its slug is taken, its trial runs, nobody can use it yet.',
  payload: z.object({
    organizationId: z.uuid(),
    slug: z.string(),
    name: z.string(),
    industryCode: z.string().nullable(),
    planKey: z.string(),
  }),
});

export const tenantActivated = defineEvent('tenant.activated.v1', {
  aggregate,
  id,
  promise: 'Owner, trial and first modules are in place: members may use the organization.',
  payload: z.object({ organizationId: z.uuid(), slug: z.string(), name: z.string() }),
});

export const tenantUpdated = defineEvent('tenant.updated.v1', {
  aggregate,
  id,
  promise: 'Name, locale or time zone changed; the payload holds all three as they are now.',
  payload: z.object({ organizationId: z.uuid(), name: z.string(), locale: z.string(), timezone: z.string() }),
});

export const tenantSuspended = defineEvent('tenant.suspended.v1', {
  aggregate,
  id,
  promise: 'Members lose access at once; auth ends their sessions.',
  payload: z.object({ organizationId: z.uuid(), reason: z.string() }),
});

export const tenantReactivated = defineEvent('tenant.reactivated.v1', {
  aggregate,
  id,
  promise: 'A suspended organization is active again; sessions that were ended stay ended.',
  payload: z.object({ organizationId: z.uuid(), reason: z.string() }),
});

export const tenantReleased = defineEvent('tenant.released.v1', {
  aggregate,
  id,
  promise: 'A reservation that could not be finished was undone: the organization never existed for anybody, its slug is free.',
  payload: z.object({ organizationId: z.uuid(), slug: z.string() }),
});

const domain = z.object({ organizationId: z.uuid(), domainId: z.uuid(), hostname: z.string() });

export const tenantDomainAdded = defineEvent('tenant.domain_added.v1', {
  aggregate,
  id,
  promise: 'An organization lists a host name as its own; it proved nothing yet, and nothing is served there.',
  payload: domain,
});

export const tenantDomainVerified = defineEvent('tenant.domain_verified.v1', {
  aggregate,
  id,
  promise: 'The DNS proved that a host name is the organization’s: it lives there from now on, and no other one can.',
  payload: domain,
});

export const tenantDomainRemoved = defineEvent('tenant.domain_removed.v1', {
  aggregate,
  id,
  promise: 'An organization gave a host name up, verified or not: it does not live there any more.',
  payload: domain,
});

export const subscriptionUpdated = defineEvent('subscription.updated.v1', {
  aggregate: 'subscription',
  id: 'subscriptionId',
  promise: 'A subscription started or changed; the payload holds its state as it is now.',
  payload: z.object({
    subscriptionId: z.uuid(),
    organizationId: z.uuid(),
    planKey: z.string(),
    status: z.string(),
    trialEndsAt: z.iso.datetime().nullable(),
    currentPeriodEnd: z.iso.datetime(),
  }),
});
