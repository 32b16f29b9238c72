import type { JsonObject } from './json.js';
import { isUsable } from './module.entity.js';
import { ScheduleStatus } from './module-schedule.js';
import type { ModuleRequirement } from './module-version.entity.js';
import { type InstallSource, OrganizationModule } from './organization-module.entity.js';
import type { Registry, RegistryEntry } from './registry.js';
import { type ScheduledStep, stepsToCome } from './scheduled-steps.js';
import type { SwitchState } from './switch-rules.js';

export interface InstallPlan {
  /** What is to be installed, each after what it needs itself. */
  entries: RegistryEntry[];
  /** What is needed and cannot be had: switched off by the organization, or not in use any more. */
  missing: ModuleRequirement[];
}

/** The modules of one organization together, and the rules between them. */
export class Installation implements SwitchState {
  readonly #rows: Map<string, OrganizationModule>;

  constructor(
    readonly organizationId: string,
    readonly registry: Registry,
    rows: readonly OrganizationModule[],
  ) {
    this.#rows = new Map(rows.map((row) => [row.moduleKey, row]));
  }

  /** The module where the organization has it now. */
  installed(key: string): OrganizationModule | undefined {
    const row = this.#rows.get(key);
    return row?.isInstalled ? row : undefined;
  }

  readonly isEnabled = (key: string): boolean => Boolean(this.installed(key)?.enabled);

  /** What the organization set itself, now or at an earlier time. */
  configOf(key: string): JsonObject {
    return this.#rows.get(key)?.config ?? {};
  }

  isConfigured(key: string): boolean {
    return Boolean(this.#rows.get(key)?.configRevision);
  }

  /** What these modules bring along. Modules that are to be switched on need others that are on. */
  plan(keys: readonly string[], { enabled }: { enabled: boolean }): InstallPlan {
    const closure = this.registry.closureOf(keys.filter((key) => !this.installed(key)));
    const entries = closure.flatMap((key) => {
      const entry = this.registry.get(key);
      return entry && isUsable(entry.status) && !this.installed(key) ? entry : [];
    });
    const planned = new Set(entries.map(({ key }) => key));
    const isThere = (key: string) => planned.has(key) || Boolean(enabled ? this.installed(key)?.enabled : this.installed(key));
    const missing = entries.flatMap(({ key }) => this.registry.requirementsOf(key)).filter(({ moduleKey }) => !isThere(moduleKey));
    return { entries, missing };
  }

  /** What its schedules do next, as far as the time has come and they are not held up. */
  stepsDue(now: Date): ScheduledStep[] {
    const rows = [...this.#rows.values()].filter(({ isInstalled, schedule }) => isInstalled && schedule?.status === ScheduleStatus.PENDING);
    return stepsToCome(this.registry, rows).filter(({ at }) => at <= now);
  }

  /** Installs one module; a row from an earlier time comes back with its configuration. */
  install({ key, versionId }: RegistryEntry, { enabled, source }: { enabled: boolean; source: InstallSource }): OrganizationModule {
    const row = this.#rows.get(key) ?? new OrganizationModule(this.organizationId, key);
    row.install({ versionId, enabled, source });
    this.#rows.set(key, row);
    return row;
  }
}
