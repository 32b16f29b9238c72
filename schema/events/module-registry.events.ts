import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';

const defineEvent = eventsOf('module-registry');

const moduleKey = z.string();

export const moduleRegistered = defineEvent('module.registered.v1', {
  aggregate: 'module',
  id: 'moduleKey',
  promise: 'The registry has a new module.',
  payload: z.object({ moduleKey, name: z.string(), status: z.string() }),
});

export const moduleUpdated = defineEvent('module.updated.v1', {
  aggregate: 'module',
  id: 'moduleKey',
  promise: 'A module was described anew or changed its status; the payload is what it is now, with the reason for a change of status.',
  payload: z.object({ moduleKey, name: z.string(), status: z.string(), reason: z.string().optional() }),
});

const organizationModule = { organizationModuleId: z.uuid(), organizationId: z.uuid(), moduleKey };

const ofOrganizationModule = { aggregate: 'organization-module', id: 'organizationModuleId' } as const;

export const moduleAssigned = defineEvent('module.assigned.v1', {
  ...ofOrganizationModule,
  promise: 'An organization has a module, switched on or off as the payload says.',
  payload: z.object({ ...organizationModule, enabled: z.boolean(), source: z.string() }),
});

export const moduleUnassigned = defineEvent('module.unassigned.v1', {
  ...ofOrganizationModule,
  promise: 'An organization gave a module up. Its data and configuration are kept.',
  payload: z.object(organizationModule),
});

export const moduleEnabled = defineEvent('module.enabled.v1', {
  ...ofOrganizationModule,
  promise: 'Members may use the module from now on.',
  payload: z.object(organizationModule),
});

export const moduleDisabled = defineEvent('module.disabled.v1', {
  ...ofOrganizationModule,
  promise: 'Members may not use the module from now on; nothing of it is lost.',
  payload: z.object(organizationModule),
});

export const moduleConfigUpdated = defineEvent('module.config_updated.v1', {
  ...ofOrganizationModule,
  promise: 'The configuration has a new revision. Values stay home, since some of them are secret.',
  payload: z.object({ ...organizationModule, configRevision: z.int() }),
});

export const industryTemplateApplied = defineEvent('industry_template.applied.v1', {
  aggregate: 'template-application',
  id: 'organizationId',
  promise: 'The modules of an industry are assigned to an organization; the list names those that were added.',
  payload: z.object({ organizationId: z.uuid(), code: z.string(), version: z.int(), moduleKeys: z.array(moduleKey) }),
});
