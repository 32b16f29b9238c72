import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { moduleUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { dependencyMissing, dependentsEnabled } from '../domain/dependency-errors.js';
import { isUsable, Module, ModuleStatus } from '../domain/module.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { reason } from '../domain/registry-key.js';
import { findTemplatesRequiring } from '../queries/find-templates-requiring.js';
import { loadRegistry } from '../queries/load-registry.js';

const input = z.object({ key: z.string(), status: z.enum(ModuleStatus), reason });

export type SetModuleStatus = z.input<typeof input>;

/** Puts a module on offer, takes it off, or ends its life. What organizations have of it stays as it is. */
export function setModuleStatus(ctx: RegistryContext, values: SetModuleStatus): Promise<Module> {
  const { key, status, reason } = parseInput(input, values, []);
  return inTransaction(ctx.em, async () => {
    // Whoever puts the module into a template holds a lock on it, too: one of the two sees what the other did.
    const module = await ctx.em.findOne(Module, { key }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!module) throw CommonErrors.NOT_FOUND('Module').at('key');
    if (status === ModuleStatus.ACTIVE) await checkCanWork(ctx, module);
    if (status === ModuleStatus.RETIRED) await checkUnneeded(ctx, module);

    const moved = module.moveTo(status, reason);
    if (moved) ctx.events.raise(moduleUpdated, { moduleKey: key, name: module.name, status, reason });

    await ctx.em.flush();
    return module;
  });
}

/** A module on offer needs modules that are in use, and shows nobody a draft. */
async function checkCanWork({ em }: RegistryContext, { key }: Module): Promise<void> {
  const registry = await loadRegistry(em);
  const missing = (registry.get(key)?.requires ?? []).filter(({ moduleKey, optional }) => {
    const status = registry.get(moduleKey)?.status;
    return optional ? status === ModuleStatus.DRAFT : !isUsable(status);
  });
  if (missing.length > 0) throw dependencyMissing(missing).at('status');
}

async function checkUnneeded({ em }: RegistryContext, { key }: Module): Promise<void> {
  const codes = await findTemplatesRequiring(em, key);
  if (codes.length > 0)
    throw RegistryErrors.MODULE_REQUIRED_BY_TEMPLATE(key, codes.join(', '))
      .at('status')
      .with({ __typename: 'ModuleRequiredByTemplateError', templateCodes: codes });
  const dependents = (await loadRegistry(em)).dependentsOf(key);
  if (dependents.length > 0) throw dependentsEnabled(dependents).at('status');
}
