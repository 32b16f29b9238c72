import { registerEnumType } from 'type-graphql';
import { ConfigMode } from '../actions/configure-module.js';
import { EvaluationReason } from '../domain/evaluation.js';
import { TemplateStatus } from '../domain/industry-template.entity.js';
import { ModuleCategory, ModuleStatus } from '../domain/module.entity.js';
import { ScheduleStatus } from '../domain/module-schedule.js';
import { VersionStatus } from '../domain/module-version.entity.js';
import { InstallSource, InstallState } from '../domain/organization-module.entity.js';
import { ApplicationState } from '../domain/template-application.entity.js';
import { MergeStrategy } from '../domain/template-plan.js';

registerEnumType(ModuleCategory, {
  name: 'ModuleCategory',
  description: 'What kind of module it is.',
  valuesConfig: {
    CORE: { description: 'Of use to nearly every organization.' },
    INDUSTRY: { description: 'Of use to some industries.' },
    ADDON: { description: 'Complements other modules.' },
  },
});

registerEnumType(ModuleStatus, {
  name: 'ModuleStatus',
  description: 'Where a module stands in its life: DRAFT → ACTIVE ⇄ DEPRECATED → RETIRED.',
  valuesConfig: {
    DRAFT: { description: 'In preparation; platform staff alone sees it.' },
    ACTIVE: { description: 'On offer.' },
    DEPRECATED: {
      description: 'Not on offer by itself any more; it works where it is and still comes with templates and modules that need it.',
    },
    RETIRED: { description: 'Over: it can be neither assigned nor switched on.' },
  },
});

registerEnumType(VersionStatus, { name: 'VersionStatus', description: 'Whether a version can be used. A published one never changes.' });

registerEnumType(InstallState, {
  name: 'InstallState',
  description: 'How far a module is installed for an organization.',
  valuesConfig: {
    NOT_INSTALLED: { description: 'The organization gave it up; data and configuration are kept.' },
    INSTALLED: { description: 'The organization has it; `enabled` says whether its members may use it.' },
  },
});

registerEnumType(InstallSource, {
  name: 'InstallSource',
  description: 'How an organization came by a module.',
  valuesConfig: {
    MANUAL: { description: 'Somebody chose it.' },
    TEMPLATE: { description: 'With the template of its industry.' },
    DEPENDENCY: { description: 'Another module needs it.' },
    PLAN: { description: 'With what it pays for.' },
  },
});

registerEnumType(ConfigMode, {
  name: 'ConfigMode',
  description: 'How a given configuration meets the one that is there.',
  valuesConfig: {
    REPLACE: { description: 'It takes the place of everything that was set before.' },
    MERGE_PATCH: { description: 'JSON Merge Patch (RFC 7396): what is named changes, null goes back to the default, the rest stays.' },
  },
});

registerEnumType(TemplateStatus, { name: 'TemplateStatus', description: 'Whether a template is on offer.' });

registerEnumType(MergeStrategy, {
  name: 'MergeStrategy',
  description: 'What a template does to modules that an organization has already.',
  valuesConfig: {
    KEEP_EXISTING: { description: 'They stay as the organization made them.' },
    OVERWRITE: { description: 'They are switched on and configured as the template says.' },
  },
});

registerEnumType(ApplicationState, {
  name: 'ApplicationState',
  description: 'How applying a template went.',
  valuesConfig: {
    APPLIED: { description: 'The organization has all of it.' },
    PARTIALLY_APPLIED: { description: 'Required modules are missing, since they are not in use any more.' },
    FAILED: { description: 'There was no such template on offer.' },
  },
});

registerEnumType(ScheduleStatus, {
  name: 'ScheduleStatus',
  description: 'What became of a schedule.',
  valuesConfig: {
    PENDING: { description: 'Something is still to come.' },
    APPLIED: { description: 'All of it is done.' },
    FAILED: { description: 'It could not be done when its time came, and is not tried again; `failureReason` says why.' },
    SUSPENDED: { description: 'The organization is out of service; what becomes due meanwhile is made up for when it is back.' },
    CANCELED: { description: 'It was taken back, or the module was given up.' },
  },
});

registerEnumType(EvaluationReason, {
  name: 'EvaluationReason',
  description:
    'Why an organization can use a module or not: the first that holds, in the order ORGANIZATION_SUSPENDED, NOT_INSTALLED, RETIRED, DISABLED, SCHEDULED, NOT_ENTITLED, ROLLOUT_EXCLUDED, DEPENDENCY_DISABLED.',
  valuesConfig: {
    ENABLED: { description: 'It can be used.' },
    ORGANIZATION_SUSPENDED: { description: 'The organization is not in service.' },
    NOT_INSTALLED: { description: 'The organization does not have it.' },
    RETIRED: { description: 'The module is over, for everybody.' },
    DISABLED: { description: 'The organization has it switched off.' },
    SCHEDULED: { description: 'By its schedule it is not on yet, or not any more.' },
    NOT_ENTITLED: { description: 'What the organization pays for does not hold it, or is over.' },
    ROLLOUT_EXCLUDED: { description: 'It is rolled out gradually, and not to this organization yet.' },
    DEPENDENCY_DISABLED: { description: 'A module that it cannot do without cannot be used.' },
    STALE: {
      description: 'Status and plan of the organization could not be read for a short while: `enabled` is as they were known last.',
    },
    DEFAULT: {
      description:
        'Status and plan of the organization cannot be read: of the modules that it has switched on, those that belong to everybody are on.',
    },
  },
});

export {
  ApplicationState,
  ConfigMode,
  EvaluationReason,
  InstallSource,
  InstallState,
  MergeStrategy,
  ModuleCategory,
  ModuleStatus,
  ScheduleStatus,
  TemplateStatus,
  VersionStatus,
};
