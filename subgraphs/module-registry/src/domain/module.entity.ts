import { isDeepStrictEqual } from 'node:util';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import { RegistryErrors } from './registry.errors.js';
import { advance, firstMilestoneAt, type RolloutRule } from './rollout.js';

export enum ModuleCategory {
  CORE = 'CORE',
  INDUSTRY = 'INDUSTRY',
  ADDON = 'ADDON',
}

export enum ModuleStatus {
  DRAFT = 'DRAFT',
  ACTIVE = 'ACTIVE',
  DEPRECATED = 'DEPRECATED',
  RETIRED = 'RETIRED',
}

const NEXT: Readonly<Record<ModuleStatus, readonly ModuleStatus[]>> = {
  [ModuleStatus.DRAFT]: [ModuleStatus.ACTIVE],
  [ModuleStatus.ACTIVE]: [ModuleStatus.DEPRECATED],
  [ModuleStatus.DEPRECATED]: [ModuleStatus.ACTIVE, ModuleStatus.RETIRED],
  [ModuleStatus.RETIRED]: [],
};

/** A module in use: with a template or another module it still comes to new organizations. */
export const isUsable = (status: ModuleStatus | undefined) => status === ModuleStatus.ACTIVE || status === ModuleStatus.DEPRECATED;

export interface ModuleDescription {
  name: string;
  description?: string | null;
  category: ModuleCategory;
  icon?: string | null;
  color?: string | null;
  serviceName?: string | null;
  endpoint?: string | null;
  permissions?: string[];
}

/** A part of the product that organizations switch on. Known everywhere by its key; what it does is in its versions. */
@Entity()
export class Module extends BaseEntity {
  @Unique()
  @Property({ type: 'text' })
  key: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text', nullable: true })
  description: string | null = null;

  @Enum({ items: () => ModuleCategory, type: 'text' })
  category!: ModuleCategory;

  @Property({ type: 'text', nullable: true })
  icon: string | null = null;

  @Property({ type: 'text', nullable: true })
  color: string | null = null;

  @Enum({ items: () => ModuleStatus, type: 'text' })
  status: ModuleStatus = ModuleStatus.DRAFT;

  /** Why it got its status; for staff. */
  @Property({ type: 'text', nullable: true })
  statusReason: string | null = null;

  @Property({ type: 'boolean' })
  removable: boolean;

  @Property({ type: 'text', nullable: true })
  serviceName: string | null = null;

  @Property({ type: 'text', nullable: true })
  endpoint: string | null = null;

  @Property({ type: 'array', columnType: 'text[]' })
  permissions: string[] = [];

  /** The published version that new installations get. */
  @Property({ type: 'uuid' })
  latestVersionId: string;

  /** Which organizations it reaches; null for all. */
  @Property({ type: 'json', nullable: true })
  rollout: RolloutRule | null = null;

  /** When the next milestone of the rollout begins. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  rolloutDueAt: Date | null = null;

  constructor(key: string, latestVersionId: string, { removable, ...description }: ModuleDescription & { removable: boolean }) {
    super();
    this.key = key;
    this.latestVersionId = latestVersionId;
    this.removable = removable;
    this.describe(description);
  }

  /** Takes over what is given; a name that is left out (undefined) stays, null empties it. */
  describe(changes: Partial<ModuleDescription>): void {
    Object.assign(this, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
  }

  /**
   * DRAFT → ACTIVE ⇄ DEPRECATED → RETIRED, and no way back from there.
   *
   * @returns whether anything changed.
   */
  moveTo(status: ModuleStatus, reason: string): boolean {
    if (this.status === status) return false;
    if (this.status === ModuleStatus.RETIRED) throw RegistryErrors.MODULE_RETIRED(this.key);
    if (!NEXT[this.status].includes(status))
      throw CommonErrors.INVALID(`A module that is ${this.status} cannot become ${status}, only ${NEXT[this.status].join(' or ')}`);
    this.status = status;
    this.statusReason = reason;
    return true;
  }

  /** @returns whether that is another rule than before. */
  setRollout(rule: RolloutRule): boolean {
    if (isDeepStrictEqual(rule, this.rollout)) return false;
    this.rollout = rule;
    this.rolloutDueAt = firstMilestoneAt(rule);
    return true;
  }

  /**
   * Takes the milestones into the percentage that have begun.
   *
   * @returns whether there were any.
   */
  advanceRollout(now: Date): boolean {
    return this.rollout !== null && this.setRollout(advance(this.rollout, now));
  }
}
