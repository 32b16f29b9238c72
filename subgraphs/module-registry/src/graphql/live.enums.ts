import { changeKinds } from '@supergraph/kernel/live';
import {
  industryTemplateArchived,
  industryTemplateCreated,
  industryTemplateUpdated,
  moduleAssigned,
  moduleConfigUpdated,
  moduleDisabled,
  moduleEnabled,
  moduleRegistered,
  moduleRolloutSet,
  moduleScheduleFailed,
  moduleScheduleUpdated,
  moduleUnassigned,
  moduleUpdated,
} from '@supergraph/schema/events';
import { registerEnumType } from 'type-graphql';

export enum OrganizationModuleChange {
  ASSIGNED = 'ASSIGNED',
  UNASSIGNED = 'UNASSIGNED',
  ENABLED = 'ENABLED',
  DISABLED = 'DISABLED',
  CONFIGURED = 'CONFIGURED',
  SCHEDULE_UPDATED = 'SCHEDULE_UPDATED',
  SCHEDULE_FAILED = 'SCHEDULE_FAILED',
}

export enum RegistryChange {
  REGISTERED = 'REGISTERED',
  UPDATED = 'UPDATED',
  ROLLOUT_SET = 'ROLLOUT_SET',
}

export enum TemplateChange {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  ARCHIVED = 'ARCHIVED',
}

registerEnumType(OrganizationModuleChange, {
  name: 'OrganizationModuleChange',
  description: 'What became of a module of an organization.',
  valuesConfig: {
    ASSIGNED: { description: 'The organization has it now.' },
    UNASSIGNED: { description: 'The organization gave it up; its data is kept.' },
    ENABLED: { description: 'Members may use it from now on.' },
    DISABLED: { description: 'Members may not use it from now on.' },
    CONFIGURED: { description: 'Its configuration has a new revision.' },
    SCHEDULE_UPDATED: { description: 'When it is switched by itself was set, held up, taken back or done.' },
    SCHEDULE_FAILED: { description: 'It could not be switched when its time had come.' },
  },
});

registerEnumType(RegistryChange, {
  name: 'RegistryChange',
  description: 'What became of a module in the registry.',
  valuesConfig: {
    REGISTERED: { description: 'It is new.' },
    UPDATED: { description: 'It was described anew, or changed its status.' },
    ROLLOUT_SET: { description: 'It reaches other organizations than before. Told to platform staff only.' },
  },
});

registerEnumType(TemplateChange, {
  name: 'TemplateChange',
  description: 'What became of an industry template.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'It has a new version, or is on offer again.' },
    ARCHIVED: { description: 'It is off offer.' },
  },
});

export const organizationModuleChanges = changeKinds<OrganizationModuleChange>({
  ASSIGNED: moduleAssigned,
  UNASSIGNED: moduleUnassigned,
  ENABLED: moduleEnabled,
  DISABLED: moduleDisabled,
  CONFIGURED: moduleConfigUpdated,
  SCHEDULE_UPDATED: moduleScheduleUpdated,
  SCHEDULE_FAILED: moduleScheduleFailed,
});

export const registryChanges = changeKinds<RegistryChange>({
  REGISTERED: moduleRegistered,
  UPDATED: moduleUpdated,
  ROLLOUT_SET: moduleRolloutSet,
});

export const templateChanges = changeKinds<TemplateChange>({
  CREATED: industryTemplateCreated,
  UPDATED: industryTemplateUpdated,
  ARCHIVED: industryTemplateArchived,
});
