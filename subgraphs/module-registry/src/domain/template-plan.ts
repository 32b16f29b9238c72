import { isDeepStrictEqual } from 'node:util';
import type { Installation } from './installation.js';
import type { JsonObject } from './json.js';
import { isUsable } from './module.entity.js';
import type { ModuleRequirement } from './module-version.entity.js';
import { InstallSource, type OrganizationModule } from './organization-module.entity.js';
import type { RegistryEntry } from './registry.js';
import { missingFor } from './switch-rules.js';
import type { TemplateItem } from './template-version.entity.js';

/** What becomes of modules that an organization has, or had, already. */
export enum MergeStrategy {
  /** They stay as the organization made them. */
  KEEP_EXISTING = 'KEEP_EXISTING',
  /** They are switched on and configured as the template says. */
  OVERWRITE = 'OVERWRITE',
}

export interface TemplatePlan {
  install: { entry: RegistryEntry; source: InstallSource }[];
  enable: OrganizationModule[];
  /** Configurations that the template writes, by module key. */
  configure: Map<string, JsonObject>;
  /** Needed by the template's modules and not to be had. */
  missing: ModuleRequirement[];
  /** Items that are left out, since their modules are not in use any more. */
  skipped: TemplateItem[];
}

/** What applying a template does to an organization. Applied a second time it does nothing. */
export function planTemplate(installation: Installation, items: readonly TemplateItem[], strategy: MergeStrategy): TemplatePlan {
  const keys = items.map(({ moduleKey }) => moduleKey);
  const overwrites = strategy === MergeStrategy.OVERWRITE;
  const { entries, missing } = installation.plan(keys, { enabled: true });
  const enable = overwrites ? switchedOff(installation, keys) : [];
  const needed = enable.flatMap(({ moduleKey }) => missingFor(installation, moduleKey));
  const coming = new Set([...entries.map(({ key }) => key), ...enable.map(({ moduleKey }) => moduleKey)]);
  const isWritten = ({ moduleKey: key, defaultConfig }: TemplateItem) =>
    (coming.has(key) || installation.installed(key)) &&
    !isDeepStrictEqual(installation.configOf(key), defaultConfig) &&
    (overwrites || !installation.isConfigured(key));
  return {
    install: entries.map((entry) => ({ entry, source: keys.includes(entry.key) ? InstallSource.TEMPLATE : InstallSource.DEPENDENCY })),
    enable,
    configure: new Map(items.filter(isWritten).map(({ moduleKey, defaultConfig }) => [moduleKey, defaultConfig])),
    missing: [...missing, ...needed].filter(({ moduleKey }) => !coming.has(moduleKey)),
    skipped: items.filter(({ moduleKey }) => !coming.has(moduleKey) && !installation.installed(moduleKey)),
  };
}

export const changesNothing = ({ install, enable, configure }: TemplatePlan) =>
  install.length === 0 && enable.length === 0 && configure.size === 0;

function switchedOff(installation: Installation, keys: readonly string[]): OrganizationModule[] {
  return keys.flatMap((key) => {
    const row = installation.installed(key);
    return row && !row.enabled && isUsable(installation.registry.get(key)?.status) ? row : [];
  });
}
