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

const percentage = z.int().min(0).max(100);

export const moduleRolloutSet = defineEvent('module.rollout_set.v1', {
  aggregate: 'module',
  id: 'moduleKey',
  promise:
    'A module reaches other organizations than before: its rule was set, or a milestone of it began. Which organizations are named in it stays home.',
  payload: z.object({
    moduleKey,
    percentage,
    groupId: z.string(),
    milestones: z.array(z.object({ percentage, startsAt: z.iso.datetime() })),
  }),
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

const time = z.iso.datetime().nullable();

export const moduleScheduleUpdated = defineEvent('module.schedule_updated.v1', {
  ...ofOrganizationModule,
  promise:
    'When a module is switched by itself was set, held up, taken up again, taken back or done; the payload is the schedule as it is now.',
  payload: z.object({ ...organizationModule, enableAt: time, disableAt: time, status: z.string() }),
});

export const moduleScheduleFailed = defineEvent('module.schedule_failed.v1', {
  ...ofOrganizationModule,
  promise: 'A module could not be switched when its time had come, and is not tried again: somebody has to look into it.',
  payload: z.object({ ...organizationModule, dueAt: z.iso.datetime(), enable: z.boolean(), code: z.string(), reason: z.string() }),
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
