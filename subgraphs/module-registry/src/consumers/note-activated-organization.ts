import { defineConsumer } from '@supergraph/kernel/events';
import { tenantActivated } from '@supergraph/schema/events';
import { noteActivation } from '../actions/note-organization.js';
import type { RegistryContext } from '../context.js';

/** Operations find an organization among those in service from now on. */
export const noteActivatedOrganization = defineConsumer({
  name: 'module-registry.note-activation',
  event: tenantActivated,
  handle: (ctx: RegistryContext, { organizationId }) => noteActivation(ctx, organizationId),
});
