import { eventsOf } from '@supergraph/kernel/events';
import { z } from 'zod';
import { minors } from './minors.js';

const defineEvent = eventsOf('module-registry', minors);

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

const ofTemplate = { aggregate: 'industry-template', id: 'code' } as const;

const template = { code: z.string(), name: z.string(), status: z.string(), version: z.int() };

export const industryTemplateCreated = defineEvent('industry_template.created.v1', {
  ...ofTemplate,
  promise: 'There is a new industry to choose, with the first version of its modules.',
  payload: z.object(template),
});

export const industryTemplateUpdated = defineEvent('industry_template.updated.v1', {
  ...ofTemplate,
  promise:
    'A template has a new version or is on offer again; the payload is what it is now. Organizations that have an older version keep what they have.',
  payload: z.object(template),
});

export const industryTemplateArchived = defineEvent('industry_template.archived.v1', {
  ...ofTemplate,
  promise: 'A template is off offer: nobody can choose it any more. Organizations that have it keep what they have.',
  payload: z.object(template),
});

export const modulesBulkAssigned = defineEvent('modules.bulk_assigned.v1', {
  aggregate: 'module-set',
  id: 'organizationId',
  promise:
    'An operation gave an organization the modules that are listed, those that came along with them included. Each of them was announced by itself, too.',
  payload: z.object({ organizationId: z.uuid(), operationId: z.uuid(), moduleKeys: z.array(moduleKey), enabled: z.boolean() }),
});

const ofOperation = { aggregate: 'operation', id: 'operationId' } as const;

/** `organizationId` is whose operation it is, and not whom it changes: null for one of platform staff. */
const operation = { operationId: z.uuid(), organizationId: z.uuid().nullable(), kind: z.string() };

const count = z.int().min(0);

const progress = { ...operation, status: z.string(), total: count, done: count, failed: count, skipped: count };

export const operationRequested = defineEvent('operation.requested.v1', {
  ...ofOperation,
  promise: 'An operation over many organizations was accepted and is carried out from now on. Which organizations it names stays home.',
  payload: z.object({ ...operation, total: count, requestedBy: z.uuid() }),
});

export const operationChunkRequested = defineEvent('operation.chunk_requested.v1', {
  ...ofOperation,
  promise:
    'A command: the next items of an operation are to be done. Each one follows when the one before it is done, so that others get in between.',
  payload: z.object({ ...operation, chunk: z.int().min(1) }),
});

export const operationProgressed = defineEvent('operation.progressed.v1', {
  ...ofOperation,
  promise: 'More items of an operation are done; the counts are what they are now, so that the latest one says all.',
  payload: z.object(progress),
});

export const operationCanceled = defineEvent('operation.canceled.v1', {
  ...ofOperation,
  promise:
    'Somebody stopped an operation: no further item of it begins. What is done stays done; `operation.finished` tells how far it came.',
  payload: z.object(progress),
});

export const operationFinished = defineEvent('operation.finished.v1', {
  ...ofOperation,
  promise: 'Nothing of an operation is left to do; status and counts are final.',
  payload: z.object(progress),
});
