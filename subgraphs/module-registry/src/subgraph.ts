import { createSubgraph } from '@supergraph/kernel/subgraph';
import { advanceRollouts } from './actions/advance-rollouts.js';
import { applyDueSchedules } from './actions/apply-due-schedules.js';
import { forgetOperations } from './actions/forget-operations.js';
import { config } from './config.js';
import { applyTemplateToNewOrganization } from './consumers/apply-template-to-new-organization.js';
import { forgetReleasedOrganization } from './consumers/forget-released-organization.js';
import { holdSchedulesOfSuspendedOrganization } from './consumers/hold-schedules-of-suspended-organization.js';
import { noteActivatedOrganization } from './consumers/note-activated-organization.js';
import { notePlanOfOrganization } from './consumers/note-plan-of-organization.js';
import { resumeSchedulesOfReactivatedOrganization } from './consumers/resume-schedules-of-reactivated-organization.js';
import { runRequestedOperations } from './consumers/run-requested-operations.js';
import { loaders, type RegistryContext, services } from './context.js';
import { ConfigRevision } from './domain/config-revision.entity.js';
import { IndustryTemplate } from './domain/industry-template.entity.js';
import { Module } from './domain/module.entity.js';
import { ModuleSet } from './domain/module-set.entity.js';
import { ModuleVersion } from './domain/module-version.entity.js';
import { Operation } from './domain/operation.entity.js';
import { OperationItem } from './domain/operation-item.entity.js';
import { OrganizationModule } from './domain/organization-module.entity.js';
import { TemplateApplication } from './domain/template-application.entity.js';
import { TemplateVersion } from './domain/template-version.entity.js';
import { OrganizationModuleEventResolver, RegistryEventResolver, TemplateEventResolver } from './graphql/live.resolver.js';
import { ModuleResolver } from './graphql/module.resolver.js';
import { ModuleEvaluationResolver } from './graphql/module-evaluation.resolver.js';
import { ModuleDependencyErrorResolver, ModuleRequirementResolver, ModuleVersionResolver } from './graphql/module-version.resolver.js';
import { OperationItemResolver, OperationResolver } from './graphql/operation.resolver.js';
import { OperationEventResolver } from './graphql/operation-event.resolver.js';
import { channelsOf, operationProgress } from './graphql/operation-subscription.js';
import { OrganizationResolver } from './graphql/organization.resolver.js';
import { OrganizationModuleResolver } from './graphql/organization-module.resolver.js';
import { subscriptions } from './graphql/subscriptions.js';
import { TemplateResolver } from './graphql/template.resolver.js';
import { TemplateApplicationResolver, TemplateItemResolver, TemplateVersionResolver } from './graphql/template-version.resolver.js';
import { migrations } from './migrations/index.js';
import { facts } from './queries/facts.js';
import { findModule } from './queries/find-module.js';
import { findOperation } from './queries/find-operation.js';
import { findModuleVersion, findOrganization, findOwn } from './queries/find-visible.js';
import {
  moduleConfig,
  organizationModules,
  templateByCode,
  templateModules,
  templatesOfAll,
  templatesOnOffer,
} from './queries/module-caches.js';
import { registryOfActive, registryOfAll } from './queries/registry-caches.js';

export const moduleRegistrySubgraph = createSubgraph({
  name: 'module-registry',
  config,
  entities: [
    Module,
    ModuleVersion,
    ModuleSet,
    OrganizationModule,
    ConfigRevision,
    IndustryTemplate,
    TemplateVersion,
    TemplateApplication,
    Operation,
    OperationItem,
  ],
  migrations,
  resolvers: [
    ModuleResolver,
    ModuleVersionResolver,
    ModuleRequirementResolver,
    ModuleDependencyErrorResolver,
    ModuleEvaluationResolver,
    OrganizationResolver,
    OrganizationModuleResolver,
    TemplateResolver,
    TemplateVersionResolver,
    TemplateItemResolver,
    TemplateApplicationResolver,
    OrganizationModuleEventResolver,
    RegistryEventResolver,
    TemplateEventResolver,
    OperationResolver,
    OperationItemResolver,
    OperationEventResolver,
  ],
  subscriptions: [...subscriptions, operationProgress],
  channelsOf,
  services,
  loaders,
  references: {
    Module: ({ key }, ctx: RegistryContext) => findModule(ctx, key),
    ModuleVersion: ({ id }, ctx: RegistryContext) => findModuleVersion(ctx, id),
    Organization: ({ id }, ctx: RegistryContext) => findOrganization(ctx, id),
    OrganizationModule: ({ id }, ctx: RegistryContext) => findOwn(ctx, () => ctx.loaders.organizationModuleById.load(id)),
    IndustryTemplate: ({ code }, { loaders }: RegistryContext) => loaders.templateByCode.load(code),
    TemplateVersion: ({ id }, { loaders }: RegistryContext) => loaders.templateVersionById.load(id),
    Operation: ({ id }, ctx: RegistryContext) => findOperation(ctx, id),
    TemplateApplication: ({ id }, ctx: RegistryContext) => findOwn(ctx, () => ctx.loaders.templateApplicationById.load(id)),
  },
  open: {
    'Query.modules': 'what the product consists of is told to everybody',
    'Query.moduleByKey': 'what the product consists of is told to everybody',
    'Query.industryTemplates': 'whoever signs up has no account yet, and chooses one of them',
    'Query.industryTemplate': 'whoever signs up has no account yet, and chooses one of them',
  },
  consumers: [
    applyTemplateToNewOrganization,
    forgetReleasedOrganization,
    holdSchedulesOfSuspendedOrganization,
    resumeSchedulesOfReactivatedOrganization,
    noteActivatedOrganization,
    notePlanOfOrganization,
    runRequestedOperations,
  ],
  caches: [
    registryOfAll,
    registryOfActive,
    moduleConfig,
    organizationModules,
    templatesOfAll,
    templatesOnOffer,
    templateByCode,
    templateModules,
  ],
  facts,
  jobs: [
    { name: 'module-registry.apply-schedules', every: 1_000, run: applyDueSchedules },
    { name: 'module-registry.advance-rollouts', every: 1_000, run: advanceRollouts },
    { name: 'module-registry.forget-operations', every: 60_000, run: forgetOperations },
  ],
});
