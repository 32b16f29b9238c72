import { defineConsumer } from '@supergraph/kernel/events';
import { tenantCreated } from '@supergraph/schema/events';
import { applyFirstTemplate } from '../actions/apply-first-template.js';
import type { RegistryContext } from '../context.js';

/** A new organization gets the modules of its industry. */
export const applyTemplateToNewOrganization = defineConsumer({
  name: 'module-registry.apply-first-template',
  event: tenantCreated,
  handle: (ctx: RegistryContext, created) => applyFirstTemplate(ctx, created),
});
