import { LockMode } from '@mikro-orm/core';
import { CommonErrors, DomainError, InvalidInputError } from '@supergraph/kernel/errors';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { checkConfig } from '../domain/config-schema.js';
import { checkJsonObject, withDefaults } from '../domain/json.js';
import { isUsable, Module, ModuleStatus } from '../domain/module.entity.js';
import { ModuleVersion } from '../domain/module-version.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import type { TemplateItem } from '../domain/template-version.entity.js';

export const templateItems = z
  .array(
    z.object({
      moduleKey: z.string(),
      required: z.boolean().default(false),
      defaultConfig: z.unknown().optional(),
      displayOrder: z.int().min(0).max(10_000).default(0),
    }),
  )
  .max(100, 'A template has at most 100 modules');

type GivenItems = z.output<typeof templateItems>;

/**
 * The items of a template, where each names a module in use, once, with defaults that its schema allows. Locks the
 * modules against being retired meanwhile; run it in a transaction.
 *
 * @throws InvalidInputError with the problems of all items.
 */
export async function checkTemplateItems({ em }: RegistryContext, given: GivenItems, field: readonly string[]): Promise<TemplateItem[]> {
  if (given.length === 0) throw RegistryErrors.TEMPLATE_EMPTY().at(...field);
  const keys = given.map(({ moduleKey }) => moduleKey);
  const modules = await em.find(Module, { key: { $in: keys } }, { orderBy: { key: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ });
  const versions = await em.find(ModuleVersion, { id: { $in: modules.map(({ latestVersionId }) => latestVersionId) } });
  const moduleOf = new Map(modules.map((module) => [module.key, module]));
  const versionOf = new Map(versions.map((version) => [version.moduleKey, version]));
  return collectProblems(given, (item, index) => {
    const path = [...field, String(index)];
    if (keys.indexOf(item.moduleKey) !== index)
      throw CommonErrors.INVALID(`Module "${item.moduleKey}" stands here twice`).at(...path, 'moduleKey');
    const version = versionOf.get(checkInUse(moduleOf.get(item.moduleKey), item.moduleKey, path));
    const defaultConfig = checkJsonObject(item.defaultConfig ?? {}, ...path, 'defaultConfig');
    if (version) checkConfig(version, withDefaults(version.defaultConfig, defaultConfig), ...path, 'defaultConfig');
    return { ...item, defaultConfig };
  });
}

function checkInUse(module: Module | undefined, key: string, path: readonly string[]): string {
  if (!module) throw CommonErrors.NOT_FOUND(`Module "${key}"`).at(...path, 'moduleKey');
  if (module.status === ModuleStatus.RETIRED) throw RegistryErrors.MODULE_RETIRED(key).at(...path, 'moduleKey');
  if (!isUsable(module.status)) throw RegistryErrors.MODULE_NOT_ACTIVE(key, module.status).at(...path, 'moduleKey');
  return key;
}

/** Checks each item by itself, so that a form learns of all its problems in one go. @throws InvalidInputError */
export function collectProblems<Item, Checked>(items: readonly Item[], check: (item: Item, index: number) => Checked): Checked[] {
  const problems: InvalidInputError['problems'][number][] = [];
  const checked = items.flatMap((item, index) => {
    try {
      return [check(item, index)];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push(...(error instanceof InvalidInputError ? error.problems : [toProblem(error)]));
      return [];
    }
  });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return checked;
}

const toProblem = ({ code, message, field = [], details }: DomainError) => ({ code, message, field, details });
