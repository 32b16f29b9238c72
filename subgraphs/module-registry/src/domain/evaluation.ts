import { type ModuleReason, moduleReason, type OrganizationFacts } from '@supergraph/kernel/tenancy';
import type { Obstacle, Standing } from './module-standing.js';

export enum EvaluationReason {
  ENABLED = 'ENABLED',
  NOT_INSTALLED = 'NOT_INSTALLED',
  DISABLED = 'DISABLED',
  NOT_ENTITLED = 'NOT_ENTITLED',
  RETIRED = 'RETIRED',
  SCHEDULED = 'SCHEDULED',
  ROLLOUT_EXCLUDED = 'ROLLOUT_EXCLUDED',
  DEPENDENCY_DISABLED = 'DEPENDENCY_DISABLED',
  ORGANIZATION_SUSPENDED = 'ORGANIZATION_SUSPENDED',
  STALE = 'STALE',
  DEFAULT = 'DEFAULT',
}

/** How much of an organization's status and plan is known: as it is, as it was a short while ago, or nothing to rely on. */
export type Trust = 'CURRENT' | 'STALE' | 'LOST';

/** What others know of an organization. */
export interface KnownOrganization {
  /** Null where there is none. */
  facts: OrganizationFacts | null;
  trust: Trust;
}

export interface Verdict {
  enabled: boolean;
  reason: EvaluationReason;
}

export interface EvaluatedModule {
  key: string;
  /** Whether an organization can go without it. */
  removable: boolean;
  /** Undefined where the organization never had it. */
  standing: Standing | undefined;
}

/** The answers that rest on what others know, and so are worth as much as that. */
const RESTS_ON_FACTS: ReadonlySet<EvaluationReason> = new Set([
  EvaluationReason.ENABLED,
  EvaluationReason.NOT_ENTITLED,
  EvaluationReason.ORGANIZATION_SUSPENDED,
]);

/**
 * Whether an organization can use a module now, and why. It is the very decision of the gate in front of the fields of the
 * module (`moduleReason`), told in more words; where the gate would not decide for lack of news, it falls back on the modules
 * that belong to everybody.
 */
export function evaluate(module: EvaluatedModule, { facts, trust }: KnownOrganization, now: Date): Verdict {
  if (trust === 'LOST') return evaluateAlone(module, now);
  const reason = facts ? toReason(decide(module, facts, now), module.standing) : EvaluationReason.NOT_INSTALLED;
  const enabled = reason === EvaluationReason.ENABLED;
  return { enabled, reason: trust === 'STALE' && RESTS_ON_FACTS.has(reason) ? EvaluationReason.STALE : reason };
}

function evaluateAlone(module: EvaluatedModule, now: Date): Verdict {
  const reason = toReason(decide(module, IN_SERVICE, now), module.standing);
  return RESTS_ON_FACTS.has(reason) ? { enabled: !module.removable, reason: EvaluationReason.DEFAULT } : { enabled: false, reason };
}

const IN_SERVICE: OrganizationFacts = {
  id: '',
  slug: '',
  hosts: [],
  status: 'ACTIVE',
  requestsPerMinute: null,
  entitledUntil: null,
  entitledModules: null,
  modules: {},
};

/** The modules are the registry's own, as they are now; the facts of others may still hold them as they were. */
const decide = ({ key, standing }: EvaluatedModule, facts: OrganizationFacts, now: Date): ModuleReason | null =>
  moduleReason({ ...facts, modules: standing ? { [key]: standing.fact } : {} }, key, now);

const EXACT: Readonly<Record<Exclude<ModuleReason, 'DISABLED' | 'ROLLOUT'>, EvaluationReason>> = {
  DEPENDENCY: EvaluationReason.DEPENDENCY_DISABLED,
  SUSPENDED: EvaluationReason.ORGANIZATION_SUSPENDED,
  NOT_INSTALLED: EvaluationReason.NOT_INSTALLED,
  SCHEDULED: EvaluationReason.SCHEDULED,
  NOT_ENTITLED: EvaluationReason.NOT_ENTITLED,
};

function toReason(reason: ModuleReason | null, standing: Standing | undefined): EvaluationReason {
  if (reason === null) return EvaluationReason.ENABLED;
  if (reason !== 'DISABLED' && reason !== 'ROLLOUT') return EXACT[reason];
  return EvaluationReason[standing?.obstacle as Obstacle];
}
