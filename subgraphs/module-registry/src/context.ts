import type { Context } from '@supergraph/kernel/context';
import { byKey, byOwner, childConnections } from '@supergraph/kernel/db';
import DataLoader from 'dataloader';
import { IndustryTemplate } from './domain/industry-template.entity.js';
import { Module } from './domain/module.entity.js';
import { ModuleVersion } from './domain/module-version.entity.js';
import { OrganizationModule } from './domain/organization-module.entity.js';
import { TemplateApplication } from './domain/template-application.entity.js';
import { TemplateVersion } from './domain/template-version.entity.js';
import { countOrganizations } from './queries/count-organizations.js';
import { findDependents } from './queries/find-dependents.js';
import { findOrganizationModules, type OrganizationModuleKey } from './queries/find-organization-modules.js';
import { readInstalled } from './queries/read-installed.js';
import { RegistryCache } from './queries/registry-cache.js';

export interface RegistryServices {
  /** What every evaluation reads of the registry, kept from one to the next. */
  registries: RegistryCache;
}

export const services = (): RegistryServices => ({ registries: new RegistryCache() });

export const loaders = ({ em, services }: Context<unknown, RegistryServices>) => ({
  moduleByKey: byKey(em, Module, 'key'),
  versionById: byKey(em, ModuleVersion),
  dependentKeys: new DataLoader((keys: readonly string[]) => findDependents(em, keys)),
  organizationCount: new DataLoader((keys: readonly string[]) => countOrganizations(em, keys)),
  templateByCode: byKey(em, IndustryTemplate, 'code'),
  templateVersionById: byKey(em, TemplateVersion),
  versionsOfTemplate: byOwner(em, TemplateVersion, 'templateCode', { orderBy: { version: 'desc' } }),
  templateApplicationById: byKey(em, TemplateApplication),
  applicationsOf: byOwner(em, TemplateApplication, 'organizationId', { orderBy: { appliedAt: 'desc', id: 'desc' } }),
  organizationModuleById: byKey(em, OrganizationModule),
  organizationModule: new DataLoader((keys: readonly OrganizationModuleKey[]) => findOrganizationModules(em, keys), {
    cacheKeyFn: ({ organizationId, moduleKey }) => `${organizationId} ${moduleKey}`,
  }),
  organizationModules: childConnections(em, OrganizationModule),
  /** Null where the registry has not heard of the organization. */
  installed: new DataLoader(async (ids: readonly string[]) => {
    const all = await readInstalled(em, services.registries, ids);
    return ids.map((id) => all.find(({ organizationId }) => organizationId === id) ?? null);
  }),
});

export type RegistryContext = Context<ReturnType<typeof loaders>, RegistryServices>;
