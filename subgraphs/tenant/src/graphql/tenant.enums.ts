import { registerEnumType } from 'type-graphql';
import { OrganizationStatus } from '../domain/organization.entity.js';
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

export { BillingInterval, OrganizationSort, OrganizationStatus, PlanStatus, SubscriptionStatus };
