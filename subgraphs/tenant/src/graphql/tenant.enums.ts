import { registerEnumType } from 'type-graphql';
import { OrganizationStatus } from '../domain/organization.entity.js';
import { DomainKind, DomainStatus } from '../domain/organization-domain.entity.js';
import { SubscriptionStatus } from '../domain/organization-subscription.entity.js';
import { BillingInterval, PlanStatus } from '../domain/plan.entity.js';
import { OrganizationSort } from '../queries/list-organizations.js';

registerEnumType(OrganizationStatus, {
  name: 'OrganizationStatus',
  description: 'Where an organization stands in its life. Apart from what it pays: see SubscriptionStatus.',
  valuesConfig: {
    PROVISIONING: { description: 'Signed up; owner, trial and first modules are on their way.' },
    ACTIVE: { description: 'In use.' },
    SUSPENDED: { description: 'Taken out of service by the platform; members have no access, data is kept.' },
    PENDING_DELETION: { description: 'Will be deleted when its grace period ends.' },
    DELETED: { description: 'Gone.' },
  },
});

registerEnumType(PlanStatus, { name: 'PlanStatus', description: 'Whether a plan can be chosen.' });
registerEnumType(BillingInterval, { name: 'BillingInterval', description: 'How often a price is due.' });
registerEnumType(SubscriptionStatus, { name: 'SubscriptionStatus', description: 'What the subscription entitles to right now.' });
registerEnumType(OrganizationSort, { name: 'OrganizationSort', description: 'Order of a list of organizations.' });
registerEnumType(DomainKind, {
  name: 'DomainKind',
  description: 'Where a domain comes from.',
  valuesConfig: {
    SUBDOMAIN: { description: 'The place below the base domain that every organization has; it can be neither added nor removed.' },
    CUSTOM: { description: 'A host name that the organization owns and brought along.' },
  },
});

registerEnumType(DomainStatus, {
  name: 'DomainStatus',
  description: 'Whether an organization can be reached at a domain.',
  valuesConfig: {
    PENDING_VERIFICATION: { description: 'Listed; the proof that the organization owns it has not been looked for yet.' },
    ACTIVE: { description: 'The organization lives there.' },
    FAILED: { description: 'The last check found no proof, see errorMessage. It may be repeated at any time.' },
  },
});

export { BillingInterval, DomainKind, DomainStatus, OrganizationSort, OrganizationStatus, PlanStatus, SubscriptionStatus };
