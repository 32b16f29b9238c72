import { defineCache, outdates } from '@supergraph/kernel/cache';
import { moduleRegistered, moduleRolloutSet, moduleUpdated } from '@supergraph/schema/events';
import { ModuleStatus } from '../domain/module.entity.js';
import { Registry } from '../domain/registry.js';
import { type ModuleInfo, readModules } from './read-modules.js';

/** Modules by key as they were at one time. */
export interface RegistrySnapshot {
  /** The revisions of all modules together: grows with every change, since no module is ever removed. */
  revision: string;
  modules: ModuleInfo[];
}

const MINUTES = 60_000;

const ofRegistry = {
  of: 'platform',
  tag: 'modules:registry',
  ttl: 10 * MINUTES,
  invalidatedBy: [outdates([moduleRegistered]), outdates([moduleUpdated]), outdates([moduleRolloutSet])],
} as const;

/** The whole registry. There are as many modules as a product has parts, so they come together. */
export const registryOfAll = defineCache<RegistrySnapshot>({
  ...ofRegistry,
  family: 'modules:registry:all',
  load: async (em) => [toSnapshot(await readModules(em))],
});

/** What is on offer. */
export const registryOfActive = defineCache<RegistrySnapshot>({
  ...ofRegistry,
  family: 'modules:registry:active',
  load: async (em) => [toSnapshot(await readModules(em, ModuleStatus.ACTIVE))],
});

const toSnapshot = (modules: ModuleInfo[]): RegistrySnapshot => ({
  revision: String(modules.reduce((sum, { revision }) => sum + BigInt(revision), 0n)),
  modules,
});

interface View {
  registry: Registry;
  byKey: ReadonlyMap<string, ModuleInfo>;
}

const views = new WeakMap<RegistrySnapshot, View>();

/** A snapshot by key, and with the rules between modules; made once for each. */
export function viewOf(snapshot: RegistrySnapshot): View {
  const view = views.get(snapshot) ?? {
    registry: new Registry(
      snapshot.modules.map((module) => ({ ...module, versionId: module.latestVersionId })),
      BigInt(snapshot.revision),
    ),
    byKey: new Map(snapshot.modules.map((module) => [module.key, module])),
  };
  views.set(snapshot, view);
  return view;
}
