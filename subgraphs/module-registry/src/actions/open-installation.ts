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
import { applySteps } from './apply-steps.js';

/** Where the arguments of most changes stand. */
const IN_INPUT = ['input'];

const notFound = (root: readonly string[]) => CommonErrors.NOT_FOUND('Organization').at(...root, 'organizationId');

/**
 * Changes the modules of one organization: one transaction, and one change at a time. What its schedules should have done by
 * now is done first, so that nobody decides on what is over.
 *
 * @throws CommonErrors.NOT_FOUND for an organization that is not the caller's, CommonErrors.FORBIDDEN for staff without the scope.
 */
export function changeInstallation<Result>(
  ctx: RegistryContext,
  organizationId: string,
  change: (installation: Installation, set: ModuleSet) => Promise<Result>,
  root: readonly string[] = IN_INPUT,
): Promise<Result> {
  checkMayChange(ctx, organizationId, root);
  return inTransaction(ctx.em, async () => {
    const set = (await lockSet(ctx, organizationId)) ?? (await createOwnSet(ctx, organizationId, root));
    const installation = await openInstallation(ctx, set.organizationId);
    applySteps(ctx, installation, new Date());
    return change(installation, set);
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
export function findEntry(
  { actor }: RegistryContext,
  { registry }: Installation,
  key: string,
  root: readonly string[] = IN_INPUT,
): RegistryEntry {
  const entry = registry.get(key);
  if (!entry || (entry.status === ModuleStatus.DRAFT && !actor.isPlatform)) throw CommonErrors.NOT_FOUND('Module').at(...root, 'moduleKey');
  return entry;
}

/** The same with what the organization has of it. @throws RegistryErrors.NOT_ASSIGNED */
export function findInstalled(
  ctx: RegistryContext,
  installation: Installation,
  key: string,
  root: readonly string[] = IN_INPUT,
): { entry: RegistryEntry; row: OrganizationModule } {
  const entry = findEntry(ctx, installation, key, root);
  const row = installation.installed(key);
  if (!row) throw RegistryErrors.NOT_ASSIGNED(key).at(...root, 'moduleKey');
  return { entry, row };
}

/** The field's directives ask for either scope; whether it is the one for this organization depends on whose it is. */
function checkMayChange({ actor }: RegistryContext, organizationId: string, root: readonly string[]): void {
  const isOwn = actor.organizationId === organizationId;
  if (!isUuid(organizationId) || !(isOwn || actor.isPlatform)) throw notFound(root);
  if (!isOwn && !actor.can('platform:modules:write')) throw CommonErrors.FORBIDDEN();
}

export const lockSet = ({ em }: RegistryContext, organizationId: string) =>
  em.findOne(ModuleSet, { organizationId }, { lockMode: LockMode.PESSIMISTIC_WRITE });

/** A member's token proves that the organization exists, even where the news of its creation is still on its way. */
async function createOwnSet(ctx: RegistryContext, organizationId: string, root: readonly string[]): Promise<ModuleSet> {
  if (ctx.actor.organizationId !== organizationId) throw notFound(root);
  await insertSet(ctx, new ModuleSet(organizationId));
  const set = await lockSet(ctx, organizationId);
  if (!set) throw notFound(root);
  return set;
}

/** Notes that an organization exists; where that is known, what was not known of it yet. */
export async function insertSet({ em }: RegistryContext, set: ModuleSet): Promise<void> {
  const { id, organizationId, industryCode, planKey, status } = set;
  await em.execute(
    `insert into "${em.config.get('schema')}".module_set as s (id, created_at, updated_at, organization_id, industry_code, plan_key, status)
     values (?, now(), now(), ?, ?, ?, ?) on conflict (organization_id) do update set industry_code = coalesce(s.industry_code, excluded.industry_code),
     plan_key = coalesce(s.plan_key, excluded.plan_key), revision = s.revision + 1, updated_at = excluded.updated_at
     where (s.industry_code is null and excluded.industry_code is not null) or (s.plan_key is null and excluded.plan_key is not null)`,
    [id, organizationId, industryCode, planKey, status],
    'run',
  );
}
