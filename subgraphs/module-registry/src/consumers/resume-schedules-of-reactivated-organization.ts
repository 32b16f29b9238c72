import { defineConsumer } from '@supergraph/kernel/events';
import { tenantReactivated } from '@supergraph/schema/events';
import { resumeSchedules } from '../actions/hold-schedules.js';
import type { RegistryContext } from '../context.js';

/** What was to be switched while an organization was out of service is made up for. */
export const resumeSchedulesOfReactivatedOrganization = defineConsumer({
  name: 'module-registry.resume-schedules',
  event: tenantReactivated,
  handle: (ctx: RegistryContext, { organizationId }) => resumeSchedules(ctx, organizationId),
});
