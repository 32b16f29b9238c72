import { LockMode } from '@mikro-orm/core';
import { inTransaction, isUuid } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { RegistryContext } from '../context.js';
import { Installation } from '../domain/installation.js';
import { ModuleStatus } from '../domain/module.entity.js';
import { ModuleSet } from '../domain/module-set.entity.js';
import { OrganizationModule } from '../domain/organization-module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import type { RegistryEntry } from '../domain/registry.js';
import { loadRegistry } from '../queries/load-registry.js';

const notFound = () => CommonErrors.NOT_FOUND('Organization').at('input', 'organizationId');

/**
 * Changes the modules of one organization: one transaction, and one change at a time.
 *
 * @throws CommonErrors.NOT_FOUND for an organization that is not the caller's, CommonErrors.FORBIDDEN without the scope.
 */
export function changeInstallation<Result>(
  ctx: RegistryContext,
  organizationId: string,
  change: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  checkMayChange(ctx, organizationId);
  return inTransaction(ctx.em, async () => {
    const set = (await lockSet(ctx, organizationId)) ?? (await createOwnSet(ctx, organizationId));
    return change(await openInstallation(ctx, set.organizationId));
  });
}

/** What an organization has, with the rules of the registry. */
export async function openInstallation({ em }: RegistryContext, organizationId: string): Promise<Installation> {
  const registry = await loadRegistry(em);
  return new Installation(organizationId, registry, await em.find(OrganizationModule, { organizationId }, { refresh: true }));
}

/**
 * The module as the caller may name it.
 *
 * @throws CommonErrors.NOT_FOUND; drafts exist for platform staff only.
 */
export function findEntry({ actor }: RegistryContext, { registry }: Installation, key: string): RegistryEntry {
  const entry = registry.get(key);
  if (!entry || (entry.status === ModuleStatus.DRAFT && !actor.isPlatform)) throw CommonErrors.NOT_FOUND('Module').at('input', 'moduleKey');
  return entry;
}

/** The same with what the organization has of it. @throws RegistryErrors.NOT_ASSIGNED */
export function findInstalled(
  ctx: RegistryContext,
  installation: Installation,
  key: string,
): { entry: RegistryEntry; row: OrganizationModule } {
  const entry = findEntry(ctx, installation, key);
  const row = installation.installed(key);
  if (!row) throw RegistryErrors.NOT_ASSIGNED(key).at('input', 'moduleKey');
  return { entry, row };
}

function checkMayChange({ actor }: RegistryContext, organizationId: string): void {
  const isOwn = actor.organizationId === organizationId;
  if (!isUuid(organizationId) || !(isOwn || actor.isPlatform)) throw notFound();
  if (!(isOwn && actor.can('org:modules:write')) && !actor.can('platform:modules:write')) throw CommonErrors.FORBIDDEN();
}

const lockSet = ({ em }: RegistryContext, organizationId: string) =>
  em.findOne(ModuleSet, { organizationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });

/** A member's token proves that the organization exists, even where the news of its creation is still on its way. */
async function createOwnSet(ctx: RegistryContext, organizationId: string): Promise<ModuleSet> {
  if (ctx.actor.organizationId !== organizationId) throw notFound();
  await insertSet(ctx, new ModuleSet(organizationId));
  const set = await lockSet(ctx, organizationId);
  if (!set) throw notFound();
  return set;
}

/** Notes that an organization exists, unless that is known. */
export async function insertSet({ em }: RegistryContext, { id, organizationId, industryCode }: ModuleSet): Promise<void> {
  await em.execute(
    `insert into "${em.config.get('schema')}".module_set (id, created_at, updated_at, organization_id, industry_code)
     values (?, now(), now(), ?, ?) on conflict (organization_id) do nothing`,
    [id, organizationId, industryCode],
    'run',
  );
}
