import { defineConsumer } from '@supergraph/kernel/events';
import { subscriptionUpdated } from '@supergraph/schema/events';
import { notePlan } from '../actions/note-organization.js';
import type { RegistryContext } from '../context.js';

/** Operations find an organization by its new plan. */
export const notePlanOfOrganization = defineConsumer({
  name: 'module-registry.note-plan',
  event: subscriptionUpdated,
  handle: (ctx: RegistryContext, { organizationId, planKey }) => notePlan(ctx, organizationId, planKey),
});
