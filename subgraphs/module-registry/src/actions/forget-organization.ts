import type { EntityClass } from '@mikro-orm/core';
import type { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { ConfigRevision } from '../domain/config-revision.entity.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { TemplateApplication } from '../domain/template-application.entity.js';

const OWNED: readonly EntityClass<TenantOwnedEntity>[] = [OrganizationModule, ConfigRevision, TemplateApplication, ModuleSet];

/** Removes all that belongs to an organization. Runs in a transaction. */
export async function forgetOrganization({ em }: RegistryContext, organizationId: string): Promise<void> {
  for (const entity of OWNED) await em.nativeDelete(entity, { organizationId });
}
