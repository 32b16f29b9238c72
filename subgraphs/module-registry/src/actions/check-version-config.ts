import type { RegistryContext } from '../context.js';
import { checkConfig } from '../domain/config-schema.js';
import { checkJsonObject, type JsonObject, withDefaults } from '../domain/json.js';
import { ModuleVersion } from '../domain/module-version.entity.js';

/**
 * What a client wants to set, where it and the defaults below it satisfy the schema of a version.
 *
 * @throws CommonErrors.INVALID, InvalidInputError with every violation
 */
export async function checkVersionConfig({ em }: RegistryContext, versionId: string, config: unknown): Promise<JsonObject> {
  const values = checkJsonObject(config, 'input', 'config');
  const version = await em.findOneOrFail(ModuleVersion, { id: versionId });
  checkConfig(version, withDefaults(version.defaultConfig, values), 'input', 'config');
  return values;
}
