import { isUsable, type ModuleStatus } from './module.entity.js';
import type { ModuleRequirement } from './module-version.entity.js';
import type { RolloutRule } from './rollout.js';

/** A module and its newest version, as far as the rules between modules need to know them. */
export interface RegistryEntry {
  key: string;
  status: ModuleStatus;
  removable: boolean;
  versionId: string;
  version: string;
  requires: ModuleRequirement[];
  rollout: RolloutRule | null;
}

/** All modules and how they need each other. */
export class Registry {
  readonly #entries: ReadonlyMap<string, RegistryEntry>;

  /** @param revision grows with every change of any module. */
  constructor(
    entries: readonly RegistryEntry[],
    readonly revision: bigint,
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
  }

  get(key: string): RegistryEntry | undefined {
    return this.#entries.get(key);
  }

  all(): RegistryEntry[] {
    return [...this.#entries.values()];
  }

  /** What a module cannot do without, itself not counted. */
  requirementsOf(key: string): ModuleRequirement[] {
    return (this.get(key)?.requires ?? []).filter(({ optional }) => !optional);
  }

  /** Modules in use that cannot do without this one. */
  dependentsOf(key: string): string[] {
    return this.all()
      .filter(({ status }) => isUsable(status))
      .flatMap((entry) => (this.requirementsOf(entry.key).some(({ moduleKey }) => moduleKey === key) ? entry.key : []));
  }

  /** The given modules with everything they need, each after what it needs itself. */
  closureOf(keys: readonly string[]): string[] {
    const ordered = new Set<string>();
    const visit = (key: string, above: ReadonlySet<string>) => {
      if (ordered.has(key) || above.has(key)) return;
      for (const { moduleKey } of this.requirementsOf(key)) visit(moduleKey, new Set([...above, key]));
      ordered.add(key);
    };
    for (const key of keys) visit(key, new Set());
    return [...ordered];
  }

  /** The way from a module back to itself, if it came to require these; null where there is none. Optional ones count, too. */
  findCycle(key: string, requires: readonly ModuleRequirement[]): string[] | null {
    const seen = new Set<string>();
    const walk = (path: readonly string[], below: readonly ModuleRequirement[]): string[] | null => {
      for (const { moduleKey } of below) {
        if (moduleKey === key) return [...path, key];
        if (seen.has(moduleKey)) continue;
        seen.add(moduleKey);
        const found = walk([...path, moduleKey], this.get(moduleKey)?.requires ?? []);
        if (found) return found;
      }
      return null;
    };
    return walk([key], requires);
  }
}
