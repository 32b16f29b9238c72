import { defineConsumer } from '@supergraph/kernel/events';
import { tenantSuspended } from '@supergraph/schema/events';
import { holdSchedules } from '../actions/hold-schedules.js';
import type { RegistryContext } from '../context.js';

/** While an organization is out of service nothing is switched for it. */
export const holdSchedulesOfSuspendedOrganization = defineConsumer({
  name: 'module-registry.hold-schedules',
  event: tenantSuspended,
  handle: (ctx: RegistryContext, { organizationId }) => holdSchedules(ctx, organizationId),
});
