import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { parseInput } from '@supergraph/kernel/errors';
import { moduleRegistered } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { checkConfig, checkConfigSchema } from '../domain/config-schema.js';
import { checkJsonObject } from '../domain/json.js';
import { Module } from '../domain/module.entity.js';
import { ModuleVersion } from '../domain/module-version.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { registryKey } from '../domain/registry-key.js';
import { checkRequirements, isRange, isVersion } from '../domain/requirements.js';
import { loadRegistry } from '../queries/load-registry.js';
import { moduleFields, name, permissions } from './module-fields.js';

const requirement = z.object({
  moduleKey: registryKey,
  range: z.string().max(100).refine(isRange, 'Not a range of versions, such as "^1.2.0"'),
  optional: z.boolean().default(false),
});

const input = z.object({
  ...moduleFields,
  key: registryKey,
  name,
  permissions: permissions.nullish(),
  removable: z.boolean().default(true),
  version: z.string().refine(isVersion, 'Not a semantic version, such as "1.0.0"').default('1.0.0'),
  configSchema: z.unknown().optional(),
  defaultConfig: z.unknown().optional(),
  requires: z.array(requirement).max(50, 'A module requires at most 50 others').nullish(),
});

export type RegisterModule = z.input<typeof input>;

const ANY_OBJECT = { type: 'object', additionalProperties: false, properties: {} };

/** Takes a new module into the registry, with its first version. It is a draft until its status is set. */
export async function registerModule(ctx: RegistryContext, values: RegisterModule): Promise<Module> {
  const { key, version, requires, permissions, configSchema: schema, defaultConfig: defaults, ...description } = parseInput(input, values);
  const configSchema = checkConfigSchema(schema ?? ANY_OBJECT, 'input', 'configSchema');
  const defaultConfig = checkJsonObject(defaults ?? {}, 'input', 'defaultConfig');
  const first = new ModuleVersion({ moduleKey: key, version, configSchema, defaultConfig, requires: requires ?? [] });
  checkConfig(first, defaultConfig, 'input', 'defaultConfig');
  const registry = await loadRegistry(ctx.em);
  const taken = () => RegistryErrors.MODULE_KEY_TAKEN(key).at('input', 'key');
  if (registry.get(key)) throw taken();
  checkRequirements(registry, key, first.requires);

  const module = new Module(key, first.id, { ...description, permissions: permissions ?? [] });
  ctx.em.persist([module, first]);
  ctx.events.raise(moduleRegistered, { moduleKey: key, name: module.name, status: module.status });

  await ctx.em.flush().catch((error) => {
    throw error instanceof UniqueConstraintViolationException ? taken() : error;
  });
  return module;
}
