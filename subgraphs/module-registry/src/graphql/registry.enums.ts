import { registerEnumType } from 'type-graphql';
import { ConfigMode } from '../actions/configure-module.js';
import { TemplateStatus } from '../domain/industry-template.entity.js';
import { ModuleCategory, ModuleStatus } from '../domain/module.entity.js';
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

export {
  ApplicationState,
  ConfigMode,
  InstallSource,
  InstallState,
  MergeStrategy,
  ModuleCategory,
  ModuleStatus,
  TemplateStatus,
  VersionStatus,
};
