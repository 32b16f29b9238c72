import { defineConsumer } from '@supergraph/kernel/events';
import { industryTemplateApplied } from '@supergraph/schema/events';
import { recordProvisioning } from '../actions/record-provisioning.js';
import type { TenantContext } from '../context.js';

/** The industry's modules are there: one part less to wait for. */
export const recordFirstModules = defineConsumer({
  name: 'tenant.record-first-modules',
  event: industryTemplateApplied,
  handle: (ctx: TenantContext, { organizationId }) => recordProvisioning(ctx, organizationId, 'modulesReadyAt'),
});
