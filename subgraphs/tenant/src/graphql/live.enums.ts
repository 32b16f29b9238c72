import { changeKinds } from '@supergraph/kernel/live';
import {
  subscriptionUpdated,
  tenantActivated,
  tenantCreated,
  tenantDomainAdded,
  tenantDomainRemoved,
  tenantDomainVerified,
  tenantReactivated,
  tenantReleased,
  tenantSuspended,
  tenantUpdated,
} from '@supergraph/schema/events';
import { registerEnumType } from 'type-graphql';

export enum OrganizationChange {
  CREATED = 'CREATED',
  ACTIVATED = 'ACTIVATED',
  UPDATED = 'UPDATED',
  SUSPENDED = 'SUSPENDED',
  REACTIVATED = 'REACTIVATED',
  RELEASED = 'RELEASED',
  DOMAIN_ADDED = 'DOMAIN_ADDED',
  DOMAIN_VERIFIED = 'DOMAIN_VERIFIED',
  DOMAIN_REMOVED = 'DOMAIN_REMOVED',
}

export enum SubscriptionChange {
  UPDATED = 'UPDATED',
}

registerEnumType(OrganizationChange, {
  name: 'OrganizationChange',
  description: 'What became of an organization.',
  valuesConfig: {
    CREATED: { description: 'It signed up; nobody can use it yet.' },
    ACTIVATED: { description: 'Its members may use it.' },
    UPDATED: { description: 'Name, locale or time zone changed.' },
    SUSPENDED: { description: 'It was taken out of service.' },
    REACTIVATED: { description: 'It is back in service.' },
    RELEASED: { description: 'Its sign-up could not be finished and was undone.' },
    DOMAIN_ADDED: { description: 'It lists a host name as its own.' },
    DOMAIN_VERIFIED: { description: 'It can be reached at a host name of its own.' },
    DOMAIN_REMOVED: { description: 'It gave a host name up.' },
  },
});

registerEnumType(SubscriptionChange, {
  name: 'OrganizationSubscriptionChange',
  description: 'What became of what an organization pays for.',
  valuesConfig: { UPDATED: { description: 'It started or changed.' } },
});

export const organizationChanges = changeKinds<OrganizationChange>({
  CREATED: tenantCreated,
  ACTIVATED: tenantActivated,
  UPDATED: tenantUpdated,
  SUSPENDED: tenantSuspended,
  REACTIVATED: tenantReactivated,
  RELEASED: tenantReleased,
  DOMAIN_ADDED: tenantDomainAdded,
  DOMAIN_VERIFIED: tenantDomainVerified,
  DOMAIN_REMOVED: tenantDomainRemoved,
});

export const subscriptionChanges = changeKinds<SubscriptionChange>({ UPDATED: subscriptionUpdated });
