import { defineConsumer, type EventDefinition } from '@supergraph/kernel/events';
import {
  tenantActivated,
  tenantCreated,
  tenantReactivated,
  tenantReleased,
  tenantSuspended,
  tenantUpdated,
} from '@supergraph/schema/events';
import { forgetOrganization, type OrganizationFacts, recordOrganization } from '../actions/record-organization.js';
import type { AuthContext } from '../context.js';
import { OrganizationStatus } from '../domain/organization.entity.js';

const STATUS_AFTER: Readonly<Record<string, OrganizationStatus>> = {
  [tenantCreated.type]: OrganizationStatus.PROVISIONING,
  [tenantActivated.type]: OrganizationStatus.ACTIVE,
  [tenantSuspended.type]: OrganizationStatus.SUSPENDED,
  [tenantReactivated.type]: OrganizationStatus.ACTIVE,
};

const events: readonly EventDefinition<OrganizationFacts>[] = [
  tenantCreated,
  tenantActivated,
  tenantUpdated,
  tenantSuspended,
  tenantReactivated,
  tenantReleased,
];

/**
 * Which organizations there are and whether they are in service. One consumer for all of it, so that a suspension which
 * had to wait holds up the reactivation behind it.
 */
export const mirrorOrganization = defineConsumer<AuthContext, OrganizationFacts>({
  name: 'auth.mirror-organization',
  event: events,
  handle(ctx, { organizationId, slug, name }, { type }) {
    if (type === tenantReleased.type) return forgetOrganization(ctx, organizationId);
    const status = STATUS_AFTER[type];
    return recordOrganization(ctx, { organizationId, ...(slug ? { slug } : {}), ...(name ? { name } : {}), ...(status ? { status } : {}) });
  },
});
