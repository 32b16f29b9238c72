import { DomainError } from '@supergraph/kernel/errors';
import { dependencyMissing } from './dependency-errors.js';
import type { Installation } from './installation.js';
import { SkipReason } from './operation-item.entity.js';
import type { RegistryEntry } from './registry.js';
import { isRolledOut } from './rollout.js';
import { offerProblem } from './switch-rules.js';
import { changesNothing, type MergeStrategy, planTemplate } from './template-plan.js';
import type { TemplateVersion } from './template-version.entity.js';

export interface Assignment {
  moduleKeys: readonly string[];
  enabled: boolean;
}

/** What giving an organization modules does to it: what is installed, each after what it needs itself, or why nothing can be. */
export function planAssignment(
  installation: Installation,
  { moduleKeys, enabled }: Assignment,
): { entries: RegistryEntry[]; problem: DomainError | null } {
  const wanted = moduleKeys.filter((key) => !installation.installed(key)).flatMap((key) => installation.registry.get(key) ?? []);
  const problem = wanted.map(offerProblem).find((one) => one !== null) ?? null;
  const { entries, missing } = installation.plan(
    wanted.map(({ key }) => key),
    { enabled },
  );
  return { entries, problem: problem ?? (missing.length > 0 ? dependencyMissing(missing) : null) };
}

/** What an operation would do to an organization: something, nothing for a reason, or fail. */
export type Prospect = 'CHANGE' | SkipReason | DomainError;

export function prospectOfAssignment(installation: Installation, assignment: Assignment): Prospect {
  const { entries, problem } = planAssignment(installation, assignment);
  if (problem) return problem;
  return entries.length > 0 ? 'CHANGE' : SkipReason.NOTHING_TO_DO;
}

/** Whether the rollout of a module, as it is now, reaches an organization. */
export const isReached = ({ registry, organizationId }: Installation, moduleKey: string): boolean =>
  isRolledOut(registry.get(moduleKey)?.rollout ?? null, organizationId);

export function prospectOfRollout(installation: Installation, moduleKey: string): Prospect {
  if (!isReached(installation, moduleKey)) return SkipReason.NOT_REACHED;
  return prospectOfAssignment(installation, { moduleKeys: [moduleKey], enabled: true });
}

export interface TemplateAtHand {
  version: TemplateVersion;
  strategy: MergeStrategy;
  /** The version that was applied to the organization last; null where none was. */
  lastVersionId: string | null;
}

export function prospectOfTemplate(installation: Installation, { version, strategy, lastVersionId }: TemplateAtHand): Prospect {
  const plan = planTemplate(installation, version.items, strategy);
  if (plan.missing.length > 0) return dependencyMissing(plan.missing);
  return lastVersionId === version.id && changesNothing(plan) ? SkipReason.NOTHING_TO_DO : 'CHANGE';
}

export const isFailure = (prospect: Prospect): prospect is DomainError => prospect instanceof DomainError;
