import { checkRevision } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { moduleUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { Module, type ModuleDescription } from '../domain/module.entity.js';
import { moduleFields, name, permissions } from './module-fields.js';

const input = z.object({
  ...moduleFields,
  name: name.nullish(),
  category: moduleFields.category.nullish(),
  permissions: permissions.nullish(),
  expectedRevision: z.int().nullish(),
});

export type UpdateModule = z.input<typeof input>;

/** Describes a module anew. What its versions say stays: they are published. */
export async function updateModule(ctx: RegistryContext, key: string, values: UpdateModule): Promise<Module> {
  const { expectedRevision, name, category, permissions, ...optional } = parseInput(input, values);
  const module = await findModuleToChange(ctx, key);
  checkRevision(module, expectedRevision);

  const always = { name, category, permissions };
  const given = Object.fromEntries(Object.entries(always).filter(([, value]) => value != null)) as Partial<ModuleDescription>;
  module.describe({ ...optional, ...given });
  ctx.events.raise(moduleUpdated, { moduleKey: key, name: module.name, status: module.status });

  await ctx.em.flush();
  return module;
}

/** @throws CommonErrors.NOT_FOUND at the argument `key` */
export async function findModuleToChange({ em }: RegistryContext, key: string): Promise<Module> {
  const module = await em.findOne(Module, { key });
  if (!module) throw CommonErrors.NOT_FOUND('Module').at('key');
  return module;
}
