import { defineConsumer } from '@supergraph/kernel/events';
import { tenantReleased } from '@supergraph/schema/events';
import { forgetOrganization } from '../actions/forget-organization.js';
import type { RegistryContext } from '../context.js';

/** A reservation was undone: nothing of the organization remains. */
export const forgetReleasedOrganization = defineConsumer({
  name: 'module-registry.forget-organization',
  event: tenantReleased,
  handle: (ctx: RegistryContext, { organizationId }) => forgetOrganization(ctx, organizationId),
});
