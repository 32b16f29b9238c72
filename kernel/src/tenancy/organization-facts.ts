/** Why a module cannot be used; null where it can. */
export type ModuleReason = 'NOT_INSTALLED' | 'DISABLED' | 'NOT_ENTITLED' | 'SUSPENDED' | 'SCHEDULED' | 'ROLLOUT' | 'DEPENDENCY';

/** One module of an organization, as its owner knows it. Times are ISO 8601, UTC; null where there is none. */
export interface ModuleFact {
  reason: ModuleReason | null;
  /** Off until then, whatever `reason` says. */
  from?: string | null;
  /** Off from then on. */
  until?: string | null;
}

/** What every process has to know of an organization to decide on a request. Owners contribute their parts: see `FactsProvider`. */
export interface OrganizationFacts {
  id: string;
  /** The first label of its host below the base domain. */
  slug: string;
  /** Other host names that are verified as its own, in lower case. */
  hosts: readonly string[];
  /** ACTIVE serves; SUSPENDED and the rest do not. */
  status: string;
  /** What its plan grants, together for all its members; null where the product's default holds. */
  requestsPerMinute: number | null;
  /** Modules beside the built-in ones stop then; null where no end is set. */
  entitledUntil: string | null;
  /** Modules its plan grants; null for all. */
  entitledModules: readonly string[] | null;
  /** Networks that its members may work from; none, or nobody says: everywhere. */
  allowedIpCidrs?: readonly string[];
  /** By module key; one that is missing is not installed. */
  modules: Readonly<Record<string, ModuleFact>>;
}

export const isServing = ({ status }: Pick<OrganizationFacts, 'status'>): boolean => status === 'ACTIVE';

/** Whether a module may be used now, and otherwise why not; the first reason in the order of design holds. */
export function moduleReason(facts: OrganizationFacts, key: string, now = new Date()): ModuleReason | null {
  if (!isServing(facts)) return 'SUSPENDED';
  const fact = facts.modules[key];
  if (!fact || fact.reason === 'NOT_INSTALLED') return 'NOT_INSTALLED';
  if (fact.reason === 'DISABLED') return 'DISABLED';
  if ((fact.from && new Date(fact.from) > now) || (fact.until && new Date(fact.until) <= now)) return 'SCHEDULED';
  const isEntitled = !facts.entitledUntil || new Date(facts.entitledUntil) > now;
  if (!isEntitled || (facts.entitledModules && !facts.entitledModules.includes(key))) return 'NOT_ENTITLED';
  return fact.reason;
}
