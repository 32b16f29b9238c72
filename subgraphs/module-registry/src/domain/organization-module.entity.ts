import { isDeepStrictEqual } from 'node:util';
import { Embedded, Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { TenantOwnedEntity } from '@supergraph/kernel/db';
import type { JsonObject } from './json.js';
import { ModuleSchedule, type ScheduleTimes } from './module-schedule.js';
import { RegistryErrors } from './registry.errors.js';

export enum InstallState {
  NOT_INSTALLED = 'NOT_INSTALLED',
  TO_INSTALL = 'TO_INSTALL',
  INSTALLED = 'INSTALLED',
  TO_UPGRADE = 'TO_UPGRADE',
  TO_REMOVE = 'TO_REMOVE',
  FAILED = 'FAILED',
}

export enum InstallSource {
  MANUAL = 'MANUAL',
  TEMPLATE = 'TEMPLATE',
  DEPENDENCY = 'DEPENDENCY',
  PLAN = 'PLAN',
}

/** A module as one organization has it, or had it: given up, the row keeps the configuration for another time. */
@Entity()
@Unique({ properties: ['organizationId', 'moduleKey'] })
export class OrganizationModule extends TenantOwnedEntity {
  @Property({ type: 'text' })
  moduleKey: string;

  @Property({ type: 'uuid' })
  versionId!: string;

  @Enum({ items: () => InstallState, type: 'text' })
  state: InstallState = InstallState.NOT_INSTALLED;

  @Property({ type: 'boolean' })
  enabled = false;

  @Enum({ items: () => InstallSource, type: 'text' })
  source!: InstallSource;

  /** What the organization set itself; defaults are laid below it when it is read, so that new ones reach everybody. */
  @Property({ type: 'json' })
  config: JsonObject = {};

  /** Counts the changes of `config`; 0 where nothing was ever set. */
  @Property({ type: 'integer' })
  configRevision = 0;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  enabledAt: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  disabledAt: Date | null = null;

  /** What was scheduled last, whatever became of it. */
  @Embedded({ entity: () => ModuleSchedule, nullable: true })
  schedule: ModuleSchedule | null = null;

  constructor(organizationId: string, moduleKey: string) {
    super();
    this.organizationId = organizationId;
    this.moduleKey = moduleKey;
  }

  get isInstalled(): boolean {
    return this.state === InstallState.INSTALLED;
  }

  install({ versionId, enabled, source }: { versionId: string; enabled: boolean; source: InstallSource }): void {
    if (this.isInstalled) throw RegistryErrors.ALREADY_ASSIGNED(this.moduleKey);
    this.state = InstallState.INSTALLED;
    this.versionId = versionId;
    this.source = source;
    if (enabled) this.enable();
  }

  uninstall(): void {
    if (this.enabled) this.disable();
    this.state = InstallState.NOT_INSTALLED;
  }

  enable(): void {
    if (this.enabled) throw RegistryErrors.ALREADY_ENABLED(this.moduleKey);
    this.enabled = true;
    this.enabledAt = new Date();
  }

  disable(): void {
    if (!this.enabled) throw RegistryErrors.NOT_ENABLED(this.moduleKey);
    this.enabled = false;
    this.disabledAt = new Date();
  }

  /** Takes the place of what was scheduled before. */
  scheduleSwitches(times: ScheduleTimes, options: { suspended: boolean }): void {
    if (times.enableAt && this.enabled) throw RegistryErrors.ALREADY_ENABLED(this.moduleKey).at('enableAt');
    if (!times.enableAt && !this.enabled) throw RegistryErrors.NOT_ENABLED(this.moduleKey).at('disableAt');
    this.schedule = new ModuleSchedule(times, options);
  }

  /** @returns whether that is another configuration than before. */
  configure(config: JsonObject): boolean {
    if (isDeepStrictEqual(config, this.config)) return false;
    this.config = config;
    this.configRevision += 1;
    return true;
  }
}
