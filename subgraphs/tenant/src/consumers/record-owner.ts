import { defineConsumer } from '@supergraph/kernel/events';
import { membershipCreated } from '@supergraph/schema/events';
import { recordProvisioning } from '../actions/record-provisioning.js';
import type { TenantContext } from '../context.js';

/** The first owner is there: one part less to wait for. */
export const recordOwner = defineConsumer({
  name: 'tenant.record-owner',
  event: membershipCreated,
  handle: async (ctx: TenantContext, { organizationId, roleKeys }) => {
    if (roleKeys.includes('owner')) await recordProvisioning(ctx, organizationId, 'ownerReadyAt');
  },
});
