import { defineConsumer } from '@supergraph/kernel/events';
import { tenantReleased } from '@supergraph/schema/events';
import { removeMemberships } from '../actions/remove-memberships.js';
import type { UserContext } from '../context.js';

/** The sign-up could not be finished: nobody belongs to that organization. */
export const removeMembershipsOfReleasedOrganization = defineConsumer({
  name: 'user.remove-memberships-of-released-organization',
  event: tenantReleased,
  handle: (ctx: UserContext, { organizationId }) => removeMemberships(ctx, organizationId),
});
