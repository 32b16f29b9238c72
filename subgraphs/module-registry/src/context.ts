import type { Context } from '@supergraph/kernel/context';
import { byKey, byOwner, childConnections } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import type { ModuleRegistryConfig } from './config.js';
import { Operation } from './domain/operation.entity.js';
import { OperationItem } from './domain/operation-item.entity.js';
import { OrganizationModule } from './domain/organization-module.entity.js';
import { TemplateApplication } from './domain/template-application.entity.js';
import { TemplateVersion } from './domain/template-version.entity.js';
import { countOrganizations } from './queries/count-organizations.js';
import { moduleConfig, organizationModules, templateByCode, templateModules } from './queries/module-caches.js';
import { readConfigurations } from './queries/read-configurations.js';
import { readInstalled } from './queries/read-installed.js';
import { readModule, readRegistry } from './queries/read-registry.js';

interface OrganizationModuleKey {
  organizationId: string;
  moduleKey: string;
}

export interface RegistryServices {
  keepOperationsDays: number;
}

export const services = ({ config }: { config: ModuleRegistryConfig }): RegistryServices => ({
  keepOperationsDays: config.OPERATION_RETENTION_DAYS,
});

export const loaders = ({ em, caches }: Context<unknown, RegistryServices>) => {
  const modulesOfOrganization = caches.loader(organizationModules);
  return {
    /** All modules that an organization has or had, the newest first. */
    modulesOfOrganization,
    organizationModule: {
      load: async ({ organizationId, moduleKey }: OrganizationModuleKey) =>
        (await modulesOfOrganization.load(organizationId))?.find((row) => row.moduleKey === moduleKey) ?? null,
    },
    moduleByKey: { load: (key: string) => readModule(caches, key) },
    versionById: caches.loader(moduleConfig),
    dependentKeys: { load: async (key: string) => (await readRegistry(caches)).dependentsOf(key) },
    organizationCount: new DataLoader((keys: readonly string[]) => countOrganizations(em, keys)),
    templateByCode: caches.loader(templateByCode),
    templateVersionById: caches.loader(templateModules),
    versionsOfTemplate: byOwner(em, TemplateVersion, 'templateCode', { orderBy: { version: 'desc' } }),
    templateApplicationById: byKey(em, TemplateApplication),
    applicationsOf: byOwner(em, TemplateApplication, 'organizationId', { orderBy: { appliedAt: 'desc', id: 'desc' } }),
    organizationModuleById: byKey(em, OrganizationModule),
    /** What the organization set of a module's configuration, by the id of the row. */
    configurationById: new DataLoader((ids: readonly string[]) => readConfigurations(em, ids)),
    operationById: byKey(em, Operation),
    operationItems: childConnections(em, OperationItem),
    /** Null where the registry has not heard of the organization. */
    installed: new DataLoader(async (ids: readonly string[]) => {
      const all = await readInstalled({ em, caches }, ids);
      return ids.map((id) => all.find(({ organizationId }) => organizationId === id) ?? null);
    }),
  };
};

export type RegistryContext = Context<ReturnType<typeof loaders>, RegistryServices>;
