import { murmur3 } from './murmur3.js';

/** A percentage that holds from a time on. */
export interface RolloutMilestone {
  percentage: number;
  /** ISO 8601, UTC. */
  startsAt: string;
}

/** The only thing that a rollout can stick to: an organization has a module with all its members, or without. */
export const STICKINESS = 'organizationId';

/** Which organizations a module is rolled out to. A module without a rule is rolled out to all of them. */
export interface RolloutRule {
  /** 0 to 100. */
  percentage: number;
  stickiness: typeof STICKINESS;
  /** Modules of one group reach the same organizations at the same percentage. */
  groupId: string;
  organizationAllow: string[];
  organizationDeny: string[];
  /** What is still to come, the next one first. */
  milestones: RolloutMilestone[];
}

/** Where an organization stands in a group, from 1 to 100: Unleash's gradual rollout, so that it can be checked against theirs. */
export const bucketOf = (groupId: string, organizationId: string): number => (murmur3(`${groupId}:${organizationId}`) % 100) + 1;

/** Deny list, then allow list, then percentage. */
export function isRolledOut(rule: RolloutRule | null, organizationId: string): boolean {
  if (!rule) return true;
  if (rule.organizationDeny.includes(organizationId)) return false;
  return rule.organizationAllow.includes(organizationId) || bucketOf(rule.groupId, organizationId) <= rule.percentage;
}

export const firstMilestoneAt = (rule: RolloutRule | null): Date | null => {
  const next = rule?.milestones[0];
  return next ? new Date(next.startsAt) : null;
};

/** The rule with the milestones that have begun taken into its percentage. */
export function advance(rule: RolloutRule, now: Date): RolloutRule {
  const begun = rule.milestones.filter(({ startsAt }) => new Date(startsAt) <= now);
  return {
    ...rule,
    percentage: begun.at(-1)?.percentage ?? rule.percentage,
    milestones: rule.milestones.slice(begun.length),
  };
}
